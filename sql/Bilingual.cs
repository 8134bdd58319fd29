using System.Globalization;

namespace Analytics.Sql;

/// <summary>One text for people, in Japanese and in English. Both are always given; the reader's language decides which is shown.</summary>
public sealed record Bilingual(string Ja, string En)
{
    /// <summary>The text in <paramref name="language"/>: English for <c>en</c>, else Japanese.</summary>
    public string In(string language) => language == "en" ? En : Ja;

    /// <summary>The text in the language of a terminal: Japanese where <c>LC_ALL</c>, <c>LC_MESSAGES</c> or <c>LANG</c> (the first that is set) says so, else English.</summary>
    public string ForTerminal() => IsTerminalJapanese ? Ja : En;

    /// <summary>The same text with its numbered places ({0}, {1} …) filled, invariantly.</summary>
    public Bilingual With(params object?[] values) => new(
        string.Format(CultureInfo.InvariantCulture, Ja, values),
        string.Format(CultureInfo.InvariantCulture, En, values));

    /// <summary>Both languages on one line, for logs and exceptions whose reader is not known.</summary>
    public override string ToString() => $"{Ja} / {En}";

    private static bool IsTerminalJapanese { get; } = new[] { "LC_ALL", "LC_MESSAGES", "LANG" }
        .Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(value => !string.IsNullOrEmpty(value))?
        .StartsWith("ja", StringComparison.OrdinalIgnoreCase) ?? false;
}
