using System.Runtime.CompilerServices;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Headers;

/// <summary>How one source fits one row (or two) taken as header.</summary>
/// <param name="First">Place of the header's first row among the sheet's rows.</param>
/// <param name="Height">1, or 2 for a header in two rows.</param>
/// <param name="Matched">How many of the source's columns were found.</param>
/// <param name="Missing">Required columns that were not.</param>
/// <param name="Twice">Two headers that mean the same column.</param>
sealed record HeaderMatch(
    Source Source,
    int First,
    int Height,
    IReadOnlyList<BoundColumn> Columns,
    int Matched,
    IReadOnlyList<SourceColumn> Missing,
    (string First, string Second)? Twice
)
{
    /// <summary>Of every source that was looked for: a header is looked for in many rows.</summary>
    static readonly ConditionalWeakTable<Source, Dictionary<string, SourceColumn>> Names = [];

    public bool IsComplete => Missing.Count == 0;

    /// <summary>Of the source's required columns those that were found, from 0 to 1; 1 where it requires none.</summary>
    public double RequiredShare => IsComplete ? 1 : 1 - ((double)Missing.Count / Source.Columns.Count(column => column.Required));

    public static HeaderMatch Of(Source source, int first, int height, IReadOnlyList<HeaderText> headers)
    {
        var byName = Names.GetValue(source, ColumnsByName);
        // A blank place alone is no likeness.
        if (!headers.Any(header => header.Names.Any(byName.ContainsKey)))
            return new(source, first, height, [], 0, [], null);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        (string, string)? twice = null;
        var columns = new List<BoundColumn>();
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Count; i++)
        {
            // A column without a header goes by its place, and a source may declare it so.
            var isHeaded = headers[i].Written.Length > 0;
            var (name, header) = (isHeaded ? headers[i].Written : $"列{i + 1}", headers[i]);
            var column = isHeaded ? header.Names.Select(byName.GetValueOrDefault).FirstOrDefault(hit => hit is not null) : byName.GetValueOrDefault(name);
            if (column is not null && !found.TryAdd(column.Name, name))
                twice ??= (found[column.Name], name);
            var unit = header.Unit is null ? null : source.Currency?.Unit(header.Unit);
            columns.Add(new(i, column is null ? Unique(name, written) : name, column, isHeaded, unit, header.IsCumulative, unit is null ? header.Unit : null));
        }

        return new(source, first, height, columns, found.Count, [.. source.Columns.Where(column => column.Required && !found.ContainsKey(column.Name))], twice);
    }

    /// <summary>The headers of a row.</summary>
    public static IReadOnlyList<HeaderText> Single(RawRow row, Func<string, HeaderText> text) => [.. row.Cells.Select(cell => text(Own(cell)))];

    /// <summary>The headers of two rows: a member under its group, or the group where it has no member.</summary>
    public static IReadOnlyList<HeaderText> Double(RawRow upper, RawRow lower, Func<string, HeaderText> text)
    {
        var result = new List<HeaderText>();
        var group = "";
        for (var i = 0; i < Math.Max(upper.Cells.Length, lower.Cells.Length); i++)
        {
            var (above, below) = (Own(upper.Cell(i)), Own(lower.Cell(i)));
            if (above.Length > 0)
                group = above;
            else if (below.Length == 0)
                group = "";
            result.Add(
                below.Length == 0 ? text(above)
                : group.Length == 0 ? text(below)
                : HeaderText.Under(text(group), text(below))
            );
        }

        return result;
    }

    static string Own(string cell) => cell == RawRow.Merged ? "" : cell;

    static Dictionary<string, SourceColumn> ColumnsByName(Source source)
    {
        var result = new Dictionary<string, SourceColumn>(StringComparer.Ordinal);
        foreach (var column in source.Columns.Where(column => !column.IsConstant))
        {
            foreach (var name in column.Aliases.Prepend(column.Header))
                result.TryAdd(Folding.Fold(name), column);
        }

        return result;
    }

    static string Unique(string header, HashSet<string> written)
    {
        var name = header;
        for (var n = 2; !written.Add(name); n++)
            name = $"{header} ({n})";
        return name;
    }
}
