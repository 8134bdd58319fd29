using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract;

/// <summary>
/// The headers of one sheet (null: of the CSV) in the file's order, each such that a file headed so is read as this one was: a header in two rows is one,
/// and a unit of money that only a title or a group states stands in the header itself.
/// </summary>
public sealed record LedgerLayout(string? Sheet, IReadOnlyList<string> Headers)
{
    internal static LedgerLayout Of(RawSheet sheet, HeaderMatch header)
    {
        MoneyUnit? title = null;
        foreach (var row in sheet.Rows().Take(header.First))
            title = row.Cells.Select(HeaderText.UnitInTitle).FirstOrDefault(unit => unit is not null) is { } found
                ? header.Source.Currency?.Unit(found)
                : title;
        return new(sheet.Name, [.. header.Columns.Select(bound => Single(bound, header.Source, title))]);
    }

    static string Single(BoundColumn bound, Source source, MoneyUnit? title)
    {
        if (bound.Column is not { } column)
            return bound.Header;
        var names = HeaderText.Of(bound.Header).Names;
        var text = column.Aliases.Prepend(column.Header).Select(Folding.Fold).Any(names.Contains) ? bound.Header : column.Header;
        var isMoney = column.Type == ColumnType.Money || column.Name == source.Measured?.Value;
        return isMoney && HeaderText.Of(text).Unit is null && (bound.Unit ?? title) is { } unit ? $"{text}({unit.Name})" : text;
    }
}
