using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Etl.Extract.Cells;

/// <summary>A number as people write it: full width, with thousands separators, ▲ △ − or parentheses for minus, a unit before or behind.</summary>
static partial class NumberCell
{
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

    public static CellValue Integer(string cell)
    {
        if (!TrySplit(cell, out var number, out var unit) || !IsCounter(unit))
            return CellValue.Broken(Rules.NumberSpelling);
        if (number != decimal.Truncate(number))
            return CellValue.Broken(Rules.NumberWhole);
        return number is < int.MinValue or > int.MaxValue ? CellValue.Broken(Rules.NumberRange) : new((int)number);
    }

    public static CellValue Count(string cell) => Integer(cell) is { Value: < 0 } ? CellValue.Broken(Rules.NumberNegative) : Integer(cell);

    /// <summary>A word that counts and changes nothing: 人, 件, 社, %.</summary>
    public static bool IsCounter(string unit) => unit is "" or "人" or "名" or "件" or "社" or "回" or "個" or "品" or "%";

    [GeneratedRegex(@"^(?<open>\()?(?<minus>[-▲△])?(?<sign>[\\\p{Sc}]|us\$|jpy|usd|eur)?(?:(?<minus>[-▲△])|\+)?(?<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?<unit>[^\d.,()+\-][^\d()]*)?(?<close>\))?$")]
    private static partial Regex Pattern();
}
