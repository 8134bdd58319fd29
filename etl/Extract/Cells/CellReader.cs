using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Analytics.Sql;

namespace Analytics.Etl.Extract.Cells;

/// <summary>Reads one cell by the type of its column. Blank cells never come here.</summary>
static partial class CellReader
{
    public static CellValue Read(string cell, BoundColumn bound, Source source, MoneyUnit? titleUnit, bool is1904)
    {
        var column = bound.Column!;
        if (IsError(cell))
            return CellValue.Broken(Rules.CellError);
        var read = Typed(cell, bound, column, source, titleUnit, is1904);
        if (read.Fault is not null)
            return read;
        if (TooLong(read.Value, column.Longest) is { } length)
            return new(null, new Fault(Rules.TextTooLong, [bound.Header, length, column.Longest], [column.Longest]));
        return Folding.IsMarked(cell) && !column.IsFreeText ? read with { Doubt = read.Doubt ?? Fault.Of(Rules.MarkDropped) } : read;
    }

    static CellValue Typed(string cell, BoundColumn bound, SourceColumn column, Source source, MoneyUnit? titleUnit, bool is1904) =>
        column.Type switch
        {
            ColumnType.Text => new(Invisible.Tidy(cell)),
            ColumnType.Identifier => CodeCell.Identifier(cell),
            ColumnType.Code => CodeCell.Code(cell, column.Width!.Value),
            ColumnType.Date => DateCell.Read(cell, is1904),
            ColumnType.Year => DateCell.Year(cell),
            ColumnType.Integer => NumberCell.Integer(cell, bound.Header),
            ColumnType.Count => NumberCell.Count(cell, bound.Header),
            ColumnType.Decimal => Decimal(cell, bound, source).Value,
            ColumnType.Money => Money(
                cell,
                bound,
                source.Currency!,
                bound.Unit ?? titleUnit,
                column.Unit ?? source.MoneyUnit,
                bound.Unit is null ? MoneyCell.Title : MoneyCell.Header
            ),
            ColumnType.List => new(List(cell)),
            ColumnType.Flag => Flag(cell),
            ColumnType.Choice => Choice(cell, column),
            ColumnType.CorporateNumber => CodeCell.Corporate(cell),
            ColumnType.MunicipalityCode => CodeCell.Municipality(cell),
            ColumnType.IndustryCode => CodeCell.Industry(cell),
            _ => throw new InvalidOperationException($"No reading for {column.Type}."),
        };

    /// <summary>An amount below its header. A plain number under a header in a foreign unit (千ドル) is no amount at all.</summary>
    /// <param name="place">Where the stated unit stands.</param>
    public static CellValue Money(string cell, BoundColumn bound, Currency currency, MoneyUnit? stated, MoneyUnit? assumed, Bilingual place)
    {
        if (bound.StrangeUnit is not { } strange)
            return MoneyCell.Read(cell, currency, stated, assumed, place);
        // A unit that nobody knows is like no other.
        return NumberCell.TrySplit(cell, out _, out var unit) && unit.Length == 0
            ? new(null, new Fault(Rules.MoneyUnitUnknown, [strange], [MoneyCell.Allowed(currency)]))
            : MoneyCell.Read(cell, currency, new(strange, 0), assumed);
    }

    /// <summary>
    /// A number that may be an amount of money, then in major units; and its unit, of money by the name that the currency has for it (円 for ¥ and
    /// yen), null where none is written.
    /// </summary>
    public static (CellValue Value, string? Unit) Decimal(string cell, BoundColumn bound, Source source)
    {
        decimal number;
        string? unit;
        if (source.Currency is { } currency && MoneyCell.TryMajor(cell, currency, out number, out unit))
            return (
                number == 0 ? Bounded(number) : MoneyCell.Against(Bounded(number), MoneyCell.Clash(unit!, currency, bound.Unit, MoneyCell.Header)),
                currency.Unit(unit!)!.Name
            );
        if (!NumberCell.TrySplit(cell, out number, out unit) || !NumberCell.IsCounter(unit))
            return (CellValue.Broken(Rules.NumberSpelling), null);
        if (unit.Length == 0 && bound.StrangeUnit is { } strange && source.Currency is not null)
            return (new(null, new Fault(Rules.MoneyUnitUnknown, [strange], [MoneyCell.Allowed(source.Currency)])), null);
        if (unit.Length == 0 && bound.Unit is { } stated)
            return (Bounded(number) is { Fault: null } ? Bounded(number * stated.Factor) : Bounded(number), stated.Name);
        return (Bounded(number), unit.Length > 0 ? unit : null);
    }

    /// <summary>Characters of the first text that is too long, as written or as folded, whichever is more: folding may write ㍿ out.</summary>
    static int? TooLong(object? value, int longest)
    {
        switch (value)
        {
            case string text when LongestFolded(text) > longest:
                var length = Math.Max(Length(text), Length(Folding.Name(text)));
                return length > longest ? length : null;
            case string[] items:
                return items.Select(item => TooLong(item, longest)).FirstOrDefault(length => length is not null)
                    ?? TooLong(string.Concat(items), SourceColumn.LongestText);
            default:
                return null;
        }
    }

    /// <summary>
    /// So many characters a text cannot exceed, however it is folded: ASCII and kanji stay, kana and full-width characters may fall into two, others
    /// may become 18 (ﷺ).
    /// </summary>
    static int LongestFolded(string text)
    {
        var length = 0;
        foreach (var c in text)
            length +=
                c is < '\u0080' or (>= '\u4E00' and <= '\u9FFF') ? 1
                : c is (>= '\u3000' and <= '\u30FF') or (>= '\uFF00' and <= '\uFFEF') ? 2
                : 18;
        return length;
    }

    static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    static CellValue Bounded(decimal number) => Math.Abs(number) < NumberCell.Bound ? new(number) : CellValue.Broken(Rules.NumberRange);

    /// <summary>Excel's error values as a CSV has them: #REF!, #NAME?, #BLOCKED!; #N/A is one too, while N/A is a word for blank.</summary>
    static bool IsError(string cell) => cell.Length > 3 && cell[0] == '#' && ErrorValue().IsMatch(cell);

    static string[] List(string cell) =>
        [
            .. Invisible
                .Tidy(cell)
                .Split(['、', ';', '；', ',', '，', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(item => !BlankWords.Contains(item))
                .Distinct(),
        ];

    static CellValue Flag(string cell) =>
        Folding.Fold(cell) switch
        {
            "○" or "〇" or "◯" or "●" or "◎" or "o" or "有" or "あり" or "1" or "yes" or "y" or "true" or "はい" or "該当" or "レ" or "✓" or "✔" => new(true),
            "×" or "x" or "0" or "no" or "n" or "false" or "いいえ" or "非該当" => new(false),
            _ => CellValue.Broken(Rules.FlagUnknown),
        };

    static CellValue Choice(string cell, SourceColumn column) =>
        column.CodesBySpelling.TryGetValue(Folding.Fold(cell), out var code)
            ? new(code)
            : CellValue.Broken(
                Rules.ChoiceUnknown,
                string.Join(" / ", column.Choices.Select(choice => choice.Spellings is [var usual, ..] ? usual : choice.Code))
            );

    [GeneratedRegex("^#(?:N/A|GETTING_DATA|[A-Z0-9/_]+[!?])$")]
    private static partial Regex ErrorValue();
}
