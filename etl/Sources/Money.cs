namespace Analytics.Etl.Sources;

/// <summary>A currency and how many of its minor units make a major one.</summary>
public sealed record Currency(string Code, int MinorUnits, IReadOnlyList<MoneyUnit> Units)
{
    public static readonly Currency Jpy = new("JPY", 1,
        [new("億円", 100_000_000), new("百万円", 1_000_000), new("千円", 1_000), new("万円", 10_000), new("円", 1, "¥", "\\", "¤", "jpy", "yen")]);

    public static readonly Currency Usd = new("USD", 100,
        [new("million dollars", 1_000_000), new("thousand dollars", 1_000), new("dollars", 1, "¤", "us$"), new("usd", 1), new("$", 1)]);

    public static readonly IReadOnlyList<Currency> All = [Jpy, Usd];

    /// <summary>The unit spelled so, after folding; null if the currency has no such unit.</summary>
    public MoneyUnit? Unit(string spelling)
    {
        var folded = Folding.Fold(spelling);
        return Units.FirstOrDefault(unit => Folding.Fold(unit.Name) == folded || unit.Signs.Contains(folded));
    }
}

/// <summary>What an amount is written in, e.g. 千円; <paramref name="Factor"/> is in major units.</summary>
/// <param name="Signs">Other ways to write it, folded; ¤ is a workbook's word for the reader's own currency.</param>
public sealed record MoneyUnit(string Name, long Factor, params string[] Signs);
