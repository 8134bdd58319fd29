using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Sql;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>The colours of the pages in their light theme, read from look.css itself, so that an export looks as the screen does.</summary>
internal static partial class Tokens
{
    private static readonly FrozenDictionary<string, SKColor> All = Declaration()
        .Matches(EmbeddedText.Read("wwwroot/look.css", Assembly.GetExecutingAssembly()))
        .ToFrozenDictionary(m => m.Groups["name"].Value, m => SKColor.Parse(m.Groups["light"].Value), StringComparer.Ordinal);

    /// <summary>Text and ticks, quieter text, the quietest.</summary>
    public static SKColor Ink => Of("--ink");

    /// <inheritdoc cref="Ink" />
    public static SKColor QuietInk => Of("--ink-2");

    /// <summary>Hairlines.</summary>
    public static SKColor Line => Of("--line");

    /// <summary>Paper of a card.</summary>
    public static SKColor Surface => Of("--surface");

    /// <summary>The colour of a token, e.g. <c>--cat-1</c>.</summary>
    /// <exception cref="KeyNotFoundException">look.css declares no such colour.</exception>
    public static SKColor Of(string token) =>
        All.TryGetValue(token, out var colour) ? colour : throw new KeyNotFoundException($"look.css declares no colour {token}.");

    /// <summary>The same for ScottPlot.</summary>
    public static ScottPlot.Color PlotColour(string token) => ScottPlot.Color.FromSKColor(Of(token));

    [GeneratedRegex(@"(?<name>--[\w-]+):\s*light-dark\((?<light>#[0-9a-fA-F]{6})\b")]
    private static partial Regex Declaration();
}
