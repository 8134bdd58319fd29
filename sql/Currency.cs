using System.Collections.Frozen;
using System.Globalization;

namespace Analytics.Sql;

/// <summary>A currency of ISO 4217. Amounts are kept in its minor unit, and told in its major one.</summary>
/// <param name="Code">Its alphabetic code, e.g. <c>GBP</c>.</param>
/// <param name="MinorDigits">Decimals of its minor unit: 0 for yen, 2 for pounds, 3 for Kuwaiti dinars.</param>
/// <param name="Symbol">A sign that means no other currency, e.g. £, A$; null where it has none.</param>
/// <param name="Words">What amounts are called in English, e.g. pounds.</param>
/// <param name="Name">Its name.</param>
public sealed record Currency(string Code, int MinorDigits, string? Symbol, string Words, Bilingual Name)
{
    /// <summary>All currencies of <c>reference/currencies.csv</c>, by code.</summary>
    public static readonly IReadOnlyList<Currency> All =
    [
        .. EmbeddedText.Read("reference/currencies.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Read),
    ];

    private static readonly FrozenDictionary<string, Currency> ByCode = All.ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    public static Currency Jpy { get; } = Of("JPY");

    public static Currency Usd { get; } = Of("USD");

    /// <summary>How many minor units make a major one.</summary>
    public int MinorUnits { get; } = (int)Math.Pow(10, MinorDigits);

    /// <summary>What stands before a number: £, or the code with a blank where it has no sign of its own.</summary>
    public string Prefix => Symbol ?? $"{Code}\u00a0";

    /// <summary>Null where ISO 4217 has no such code.</summary>
    public static Currency? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <exception cref="ArgumentException">ISO 4217 has no such code.</exception>
    public static Currency Of(string code) => Find(code) ?? throw new ArgumentException($"'{code}' is no currency of ISO 4217.", nameof(code));

    /// <summary>Minor to major units: 1,234 pence are 12.34 pounds.</summary>
    public decimal Major(decimal minor) => minor / MinorUnits;

    private static Currency Read(string line) =>
        line.Split(',') is [var code, var digits, var symbol, var words, var ja, var en]
            ? new(code, int.Parse(digits, CultureInfo.InvariantCulture), symbol.Length > 0 ? symbol : null, words, new(ja, en))
            : throw new FormatException($"reference/currencies.csv: '{line}'");
}
