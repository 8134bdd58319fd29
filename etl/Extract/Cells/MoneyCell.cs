using System.Text.RegularExpressions;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Cells;

/// <summary>An amount of money; its unit stands in the cell, else in the header, else in the declaration.</summary>
static partial class MoneyCell
{
    /// <param name="stated">The unit of the header or title.</param>
    /// <param name="assumed">The declaration's, used with a doubt.</param>
    /// <returns>A <see cref="long"/> in the currency's minor unit.</returns>
    public static CellValue Read(string cell, Currency currency, MoneyUnit? stated, MoneyUnit? assumed)
    {
        if (TryMajor(cell, currency, out var major, out var unit))
            return Minor(major, currency);
        if (unit is null)
            return CellValue.Broken(Rules.NumberSpelling);
        if (unit.Length > 0)
            return new(null, new Fault(Rules.MoneyUnitUnknown, [unit], [Allowed(currency)]));
        if ((stated ?? assumed) is not { } known)
            return CellValue.Broken(Rules.MoneyUnitMissing, Allowed(currency));
        if (!TryScale(major, known.Factor, out major))
            return CellValue.Broken(Rules.NumberRange);
        var value = Minor(major, currency);
        // Dollars are the only plain way to write dollars; thousands of yen beside yen are not.
        return stated is null && known.Factor != 1 ? value with { Doubt = new(Rules.MoneyUnitAssumed, [known.Name], []) } : value;
    }

    /// <summary>
    /// An amount that states its own unit (1,200千円, 1億2,000万円, ¥500), in major units. False leaves the plain number, with
    /// <paramref name="unit"/> "" where none is stated, the word where it is no unit, and null where it is no number.
    /// </summary>
    public static bool TryMajor(string cell, Currency currency, out decimal major, out string? unit)
    {
        if (!NumberCell.TrySplit(cell, out major, out unit))
        {
            if (currency == Currency.Jpy && TryCompound(cell, out major))
            {
                unit = "円";
                return true;
            }

            unit = null;
            return false;
        }

        if (unit.Length == 0)
            return false;
        var known = unit is "¥" or "\\" && currency == Currency.Jpy ? new MoneyUnit("円", 1) : currency.Unit(unit);
        if (known is null)
            return false;
        // Past every bound that is checked later: too large, but not unreadable.
        major = TryScale(major, known.Factor, out var scaled) ? scaled : decimal.MaxValue;
        return true;
    }

    public static CellValue Minor(decimal major, Currency currency)
    {
        if (!TryScale(major, currency.MinorUnits, out var minor) || minor is < long.MinValue or > long.MaxValue)
            return CellValue.Broken(Rules.NumberRange);
        return minor == decimal.Truncate(minor)
            ? new((long)minor)
            : new(null, new Fault(Rules.MoneyFraction, [currency.Code == "JPY" ? "1円 / 1 yen" : "1 cent"], []));
    }

    public static string Allowed(Currency currency) => string.Join(", ", currency.Units.Select(unit => unit.Name));

    static bool TryScale(decimal number, long factor, out decimal scaled)
    {
        scaled = 0;
        if (Math.Abs(number) > decimal.MaxValue / factor)
            return false;
        scaled = number * factor;
        return true;
    }

    static bool TryCompound(string cell, out decimal major)
    {
        major = 0;
        var match = Compound().Match(Folding.Fold(cell));
        if (!match.Success)
            return false;
        foreach (var (group, factor) in new[] { ("oku", 100_000_000L), ("man", 10_000L), ("yen", 1L) })
        {
            if (match.Groups[group] is { Success: true } part)
            {
                if (!NumberCell.TrySplit(part.Value, out var number, out _) || !TryScale(number, factor, out number))
                    return false;
                major += number;
            }
        }

        major = match.Groups["minus"].Success ? -major : major;
        return true;
    }

    [GeneratedRegex(@"^(?<minus>[-▲△])?(?:(?<oku>[\d,.]+)億)?(?:(?<man>[\d,.]+)万)?(?<yen>[\d,]+)?円$")]
    private static partial Regex Compound();
}
