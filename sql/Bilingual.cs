using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Sql;

/// <summary>One text for people, in Japanese and in English. Both are always given; the reader's language decides which is shown.</summary>
public sealed partial record Bilingual(string Ja, string En)
{
    /// <summary>The text in <paramref name="language"/>: English for <c>en</c>, else Japanese.</summary>
    public string In(string language) => language == "en" ? En : Ja;

    /// <summary>
    /// The text in the language of a terminal: Japanese where <c>LC_ALL</c>, <c>LC_MESSAGES</c> or <c>LANG</c> (the first that is set) says so, else
    /// English.
    /// </summary>
    public string ForTerminal() => IsTerminalJapanese ? Ja : En;

    /// <summary>The same text with its places filled: see <see cref="Fill"/>.</summary>
    public Bilingual With(params object?[] values) => new(Fill(Ja, values), Fill(En, values));

    /// <summary>
    /// A text with its numbered places filled, invariantly: <c>{0}</c> is a value, <c>{0|row|rows}</c> the word that goes with it, the first for 1,
    /// +1 and −1 (a number, or a text that
    /// says it), else the second: "{0} {0|row was|rows were} read".
    /// </summary>
    /// <exception cref="FormatException">It has a place for which there is no value.</exception>
    public static string Fill(string text, params object?[] values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            WordPlace()
                .Replace(
                    text,
                    place =>
                        int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture) is var number && number >= values.Length
                            ? throw new FormatException($"There is no value for {place.Value}.")
                            : place.Groups[IsOne(values[number]) ? 2 : 3].Value
                ),
            values
        );

    /// <summary>Both languages on one line, for logs and exceptions whose reader is not known.</summary>
    public override string ToString() => $"{Ja} / {En}";

    private static bool IsOne(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is "1" or "+1" or "-1" or "−1";

    [GeneratedRegex(@"\{(\d+)\|([^|{}]*)\|([^|{}]*)\}")]
    private static partial Regex WordPlace();

    private static bool IsTerminalJapanese { get; } =
        new[] { "LC_ALL", "LC_MESSAGES", "LANG" }
            .Select(Environment.GetEnvironmentVariable)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value))
            ?.StartsWith("ja", StringComparison.OrdinalIgnoreCase)
        ?? false;
}
