using System.Globalization;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Cells;

/// <summary>A number as people write it: full width, with thousands separators, ▲ △ − or parentheses for minus, a unit before or behind.</summary>
static class NumberCell
{
    /// <summary>No figure or amount reaches it, in major or minor units: thousands of them can be added up and still be held.</summary>
    public const decimal Bound = 1e15m;

    /// <summary>
    /// Splits a cell into its number and its unit ("" where it has none); false if it is no number. Before it may stand a parenthesis, a minus, a
    /// sign of money and a minus
    /// or plus; behind it a unit and the closing parenthesis.
    /// </summary>
    public static bool TrySplit(string cell, out decimal number, out string unit)
    {
        (number, unit) = (0, "");
        if (cell.Length is > 0 and < 19 && !cell.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            number = long.Parse(cell, CultureInfo.InvariantCulture);
            return true;
        }

        ReadOnlySpan<char> text = Folding.Fold(cell),
            rest = text;
        var isOpen = Skip(ref rest, rest is ['(', ..] ? 1 : 0);
        var isNegative = Skip(ref rest, rest is [var first, ..] && IsMinus(first) ? 1 : 0);
        var sign = rest[..SignLength(rest)];
        rest = rest[sign.Length..];
        if (!Skip(ref rest, rest is ['+', ..] ? 1 : 0))
            isNegative |= Skip(ref rest, rest is [var second, ..] && IsMinus(second) ? 1 : 0);
        var digits = rest[..NumberLength(rest)];
        rest = rest[digits.Length..];
        var isClosed = rest is [.., ')'];
        var behind = isClosed ? rest[..^1] : rest;
        if (
            digits.IsEmpty
            || isOpen != isClosed
            || !IsUnit(behind)
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number)
        )
        {
            return false;
        }

        number = isNegative || isOpen ? -number : number;
        unit =
            behind.IsEmpty ? sign.ToString()
            : !sign.IsEmpty && $"{sign}{behind}" is var both && MoneyUnits.IsMoney(both) ? both
            : behind.ToString();
        return true;
    }

    static bool Skip(ref ReadOnlySpan<char> text, int length)
    {
        text = text[length..];
        return length > 0;
    }

    static bool IsMinus(char c) => c is '-' or '▲' or '△';

    static int SignLength(ReadOnlySpan<char> text) =>
        text is ['\\', ..] || (text is [var first, ..] && char.GetUnicodeCategory(first) == UnicodeCategory.CurrencySymbol) ? 1 : MoneyUnits.PrefixLength(text);

    /// <summary>1200, 1,200, 1200.5 or .5: a separator stands before three digits each, and only where it stands before all.</summary>
    static int NumberLength(ReadOnlySpan<char> text)
    {
        var end = Digits(text);
        for (var isGrouped = end is > 0 and <= 3; isGrouped && end < text.Length && text[end] == ','; end += 4)
        {
            if (Digits(text[(end + 1)..]) != 3)
                return 0;
        }

        if (end < text.Length && text[end] == '.' && Digits(text[(end + 1)..]) is > 0 and var fraction)
            end += 1 + fraction;
        return end;
    }

    static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    /// <summary>Nothing, or what neither goes on as a number nor holds one.</summary>
    static bool IsUnit(ReadOnlySpan<char> text)
    {
        if (text is ['.' or ',' or '+' or '-', ..])
            return false;
        foreach (var c in text)
        {
            if (c is '(' or ')' || char.IsDigit(c))
                return false;
        }

        return true;
    }

    /// <param name="cell">A whole number, with or without a word that counts.</param>
    /// <param name="header">What the number is about.</param>
    public static CellValue Integer(string cell, string header)
    {
        if (!TrySplit(cell, out var number, out var unit))
            return CellValue.Broken(Rules.NumberSpelling);
        if (unit == "%" || MoneyUnits.IsMoney(unit))
            return new(null, new Fault(Rules.UnitUnfit, [header, unit], [string.Join(", ", Counters)]));
        if (!IsCounter(unit))
            return CellValue.Broken(Rules.NumberSpelling);
        if (number != decimal.Truncate(number))
            return CellValue.Broken(Rules.NumberWhole);
        return number is < int.MinValue or > int.MaxValue ? CellValue.Broken(Rules.NumberRange) : new((int)number);
    }

    public static CellValue Count(string cell, string header) =>
        Integer(cell, header) is { Value: < 0 } ? CellValue.Broken(Rules.NumberNegative) : Integer(cell, header);

    /// <summary>Words that count and change nothing.</summary>
    static readonly string[] Counters = ["人", "名", "件", "社", "回", "個", "品"];

    /// <summary>No unit, a word that counts, or %: what a number of any measure may carry.</summary>
    public static bool IsCounter(string unit) => unit is "" or "%" || Counters.Contains(unit);
}
