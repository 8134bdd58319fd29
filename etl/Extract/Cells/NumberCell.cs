using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Cells;

/// <summary>A number as people write it: full width, with thousands separators, ▲ △ − or parentheses for minus, a unit before or behind.</summary>
static partial class NumberCell
{
    /// <summary>No figure or amount reaches it, in major or minor units: thousands of them can be added up and still be held.</summary>
    public const decimal Bound = 1e15m;

    /// <summary>Splits a cell into its number and its unit ("" where it has none); false if it does not begin as a number.</summary>
    public static bool TrySplit(string cell, out decimal number, out string unit)
    {
        (number, unit) = (0, "");
        var match = Pattern().Match(Folding.Fold(cell));
        if (!match.Success || match.Groups["open"].Success != match.Groups["close"].Success)
            return false;
        var negative = match.Groups["minus"].Success || match.Groups["open"].Success;
        if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number))
            return false;
        if (negative)
            number = -number;
        unit = match.Groups["unit"].Value is { Length: > 0 } behind ? behind : match.Groups["sign"].Value;
        return true;
    }

    /// <param name="cell">A whole number, with or without a word that counts.</param>
    /// <param name="header">What the number is about.</param>
    public static CellValue Integer(string cell, string header)
    {
        if (!TrySplit(cell, out var number, out var unit))
            return CellValue.Broken(Rules.NumberSpelling);
        if (unit == "%" || Currency.All.Any(currency => currency.Unit(unit) is not null))
            return new(null, new Fault(Rules.UnitUnfit, [header, unit], [string.Join(", ", Counters)]));
        if (!IsCounter(unit))
            return CellValue.Broken(Rules.NumberSpelling);
        if (number != decimal.Truncate(number))
            return CellValue.Broken(Rules.NumberWhole);
        return number is < int.MinValue or > int.MaxValue ? CellValue.Broken(Rules.NumberRange) : new((int)number);
    }

    public static CellValue Count(string cell, string header) => Integer(cell, header) is { Value: < 0 } ? CellValue.Broken(Rules.NumberNegative) : Integer(cell, header);

    /// <summary>Words that count and change nothing.</summary>
    static readonly string[] Counters = ["人", "名", "件", "社", "回", "個", "品"];

    /// <summary>No unit, a word that counts, or %: what a number of any measure may carry.</summary>
    public static bool IsCounter(string unit) => unit is "" or "%" || Counters.Contains(unit);

    [GeneratedRegex(@"^(?<open>\()?(?<minus>[-▲△])?(?<sign>[\\\p{Sc}]|us\$|jpy|usd|eur)?(?:(?<minus>[-▲△])|\+)?(?<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?<unit>[^\d.,()+\-][^\d()]*)?(?<close>\))?$")]
    private static partial Regex Pattern();
}
