using System.Text;

namespace Analytics.Sql;

/// <summary>
/// CSV as every export writes it (RFC 4180), and the one rule against formulas: a text that a spreadsheet would run has an apostrophe before it.
/// Workbooks need none: their cells have a type.
/// </summary>
public static class CsvText
{
    /// <summary>
    /// The text as a cell that no spreadsheet runs: =, +, - and @, full-width too, behind whatever blanks, and what a tab or a line break could slip
    /// in. An apostrophe before texts that begin with
    /// one too, so that <see cref="Plain"/> always gives the text as it was.
    /// </summary>
    public static string Harmless(string text) => text is ['\'', ..] || IsFormula(text) ? "'" + text : text;

    /// <summary>The text without the apostrophe that <see cref="Harmless"/> put before it: it is no part of what was written.</summary>
    public static string Plain(string cell) => cell is ['\'', .. var text] && (text is ['\'', ..] || IsFormula(text)) ? text : cell;

    /// <summary>Adds a line; cells are quoted where they need it.</summary>
    public static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");

    private static bool IsFormula(string text) =>
        text is ['\t' or '\r' or '\n', ..] || text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
