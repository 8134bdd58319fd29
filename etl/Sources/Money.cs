using System.Collections.Frozen;
using Analytics.Sql;

namespace Analytics.Etl.Sources;

/// <summary>What an amount is written in, e.g. 千円; <paramref name="Factor"/> is in major units.</summary>
/// <param name="Signs">Other ways to write it; ¤ is a workbook's word for the reader's own currency.</param>
public sealed record MoneyUnit(string Name, long Factor, params string[] Signs);

/// <summary>How people write amounts of a currency: by its sign, code, English and Japanese name, in thousands and millions.</summary>
public static class MoneyUnits
{
    static readonly MoneyUnit[] Yen =
    [
        new("億円", 100_000_000),
        new("百万円", 1_000_000),
        new("千円", 1_000),
        new("万円", 10_000),
        new("円", 1, "¥", "\\", "¤", "jpy", "yen"),
    ];

    // What is short for the most usual currency of the name.
    static readonly IReadOnlyDictionary<string, string[]> Short = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["USD"] = ["us$", "ドル"],
        ["GBP"] = ["ポンド"],
        ["CNY"] = ["元"],
        ["KRW"] = ["ウォン"],
        ["TWD"] = ["元"],
    };

    static readonly FrozenDictionary<string, IReadOnlyList<MoneyUnit>> Known = Currency.All.ToFrozenDictionary(
        currency => currency.Code,
        Of,
        StringComparer.Ordinal
    );

    static readonly FrozenDictionary<string, FrozenDictionary<string, MoneyUnit>> Spelled = Known.ToFrozenDictionary(
        pair => pair.Key,
        pair =>
            pair.Value.SelectMany(unit => unit.Signs.Prepend(unit.Name).Select(sign => (Sign: Folding.Fold(sign), Unit: unit)))
                .DistinctBy(pair => pair.Sign)
                .ToFrozenDictionary(pair => pair.Sign, pair => pair.Unit, StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    // Codes and names that headers use as plain words: (all), (top), projects won.
    static readonly FrozenSet<string> Words = Currency
        .All.Select(currency => Folding.Fold(currency.Words))
        .Except(["yen", "dollars", "euros", "pounds"])
        .Concat(["all", "top", "try", "cup", "pen", "mad", "mop", "gel", "bam", "cop"])
        .ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string> Money = Spelled.Values.SelectMany(units => units.Keys).Except(Words).ToFrozenSet(StringComparer.Ordinal);

    static readonly string[] Prefixes =
    [
        .. Currency
            .All.SelectMany(currency => new[] { currency.Code, currency.Symbol ?? "", "us$" })
            .Select(Folding.Fold)
            .Where(sign => sign.Length > 1)
            .Distinct()
            .OrderByDescending(sign => sign.Length),
    ];

    /// <summary>The units of a currency, the largest first; declarations and messages name them.</summary>
    public static IReadOnlyList<MoneyUnit> Units(this Currency currency) => Known[currency.Code];

    /// <summary>The unit spelled so, after folding; null if the currency has no such unit.</summary>
    public static MoneyUnit? Unit(this Currency currency, string spelling) => Spelled[currency.Code].GetValueOrDefault(Folding.Fold(spelling));

    /// <summary>The folded text is a unit of some currency, and no plain word.</summary>
    public static bool IsMoney(string folded) => Money.Contains(folded);

    /// <summary>How many characters at the beginning of the folded text are a currency's sign of several letters or its code; 0 if none are.</summary>
    public static int PrefixLength(ReadOnlySpan<char> folded)
    {
        // Most amounts begin with a digit.
        if (folded is [] or [>= '0' and <= '9', ..])
            return 0;
        foreach (var prefix in Prefixes)
        {
            if (folded.StartsWith(prefix, StringComparison.Ordinal))
                return prefix.Length;
        }

        return 0;
    }

    static IReadOnlyList<MoneyUnit> Of(Currency currency)
    {
        if (currency == Currency.Jpy)
            return Yen;
        string[] signs = [.. new[] { currency.Symbol, currency.Code }.OfType<string>(), .. Short.GetValueOrDefault(currency.Code, [])];
        var words = currency.Words;
        return
        [
            new(
                $"million {words}",
                1_000_000,
                [.. signs.SelectMany(sign => new[] { $"{sign} million", $"million {sign}", $"{sign}m", $"{sign}mn", $"百万{sign}" }), $"百万{currency.Name.Ja}"]
            ),
            new(
                $"thousand {words}",
                1_000,
                [
                    .. signs.SelectMany(sign => new[] { $"{sign} thousand", $"thousand {sign}", $"{sign}k", $"{sign}000", $"{sign}000s", $"千{sign}" }),
                    $"千{currency.Name.Ja}",
                ]
            ),
            new(words, 1, [.. signs, currency.Name.Ja, currency.Name.En, "¤"]),
        ];
    }
}
