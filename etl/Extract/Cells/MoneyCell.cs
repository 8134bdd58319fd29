using System.Text.RegularExpressions;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Analytics.Sql;

namespace Analytics.Etl.Extract.Cells;

/// <summary>An amount of money; its unit stands in the cell, else in the header, else in the declaration.</summary>
static partial class MoneyCell
{
    public static readonly Bilingual Header = new("見出し", "the header"),
        Title = new("表題", "the title"),
        UnitColumn = new("単位欄", "the unit column");

    /// <param name="stated">The unit of the header or title.</param>
    /// <param name="assumed">The declaration's, used with a doubt.</param>
    /// <param name="place">Where the stated unit stands; the header unless given.</param>
    /// <returns>A <see cref="long"/> in the currency's minor unit.</returns>
    public static CellValue Read(string cell, Currency currency, MoneyUnit? stated, MoneyUnit? assumed, Bilingual? place = null)
    {
        if (TryMajor(cell, currency, out var major, out var unit))
            return major == 0 ? new(0L) : Against(Minor(major, currency), Clash(unit!, currency, stated, place ?? Header));
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
    /// What there is to say where a row's own unit is not the one stated above it; null if they agree. 百万円 below 千円 is written on purpose; a bare ¥
    /// may as well be
    /// the format of the column.
    /// </summary>
    public static Fault? Clash(string unit, Currency currency, MoneyUnit? stated, Bilingual place)
    {
        var factor = currency.Unit(unit)?.Factor;
        return stated is null || factor == stated.Factor
            ? null
            : new(factor == 1 ? Rules.UnitsContradict : Rules.UnitOfRow, [unit, place.Ja, stated.Name, place.En], []);
    }

    /// <summary>A value with its clash: a fault, or a doubt.</summary>
    public static CellValue Against(CellValue value, Fault? clash) =>
        clash is null || value.Fault is not null ? value
        : clash.Rule.Effect == RuleEffect.Warns ? value with { Doubt = clash }
        : new(null, clash);

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
                unit = "万円";
                return true;
            }

            unit = null;
            return false;
        }

        if (unit.Length == 0)
            return false;
        if (currency.Unit(unit) is not { } known)
            return false;
        // Past every bound that is checked later: too large, but not unreadable.
        major = TryScale(major, known.Factor, out var scaled) ? scaled : decimal.MaxValue;
        return true;
    }

    public static CellValue Minor(decimal major, Currency currency)
    {
        if (!TryScale(major, currency.MinorUnits, out var minor) || Math.Abs(minor) >= NumberCell.Bound)
            return CellValue.Broken(Rules.NumberRange);
        return minor == decimal.Truncate(minor)
            ? new((long)minor)
            : new(null, new Fault(Rules.MoneyFraction, [currency == Currency.Jpy ? "1円 / 1 yen" : $"{currency.Major(1)} {currency.Code}"], []));
    }

    public static string Allowed(Currency currency) => string.Join(", ", currency.Units().Select(unit => unit.Name));

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
        if (Folding.Fold(cell) is not [.., '円'] folded)
            return false;
        var match = Compound().Match(folded);
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
