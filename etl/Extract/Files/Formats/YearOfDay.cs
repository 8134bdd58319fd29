using System.Text.RegularExpressions;

namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>
/// A day of which the workbook shows the year only (yyyy"年度"): both as one text, such as 2009年度 (2010-02-15), until the column says which of them is
/// meant.
/// </summary>
static partial class YearOfDay
{
    public static string Write(string year, string day) => $"{year} ({day})";

    /// <summary>The year as it is shown, and the day; where the text is none of these, the text for both.</summary>
    public static (string Year, string Day) Read(string cell) =>
        cell.EndsWith(')') && Both().Match(cell) is { Success: true } both ? (both.Groups["year"].Value, both.Groups["day"].Value) : (cell, cell);

    [GeneratedRegex(@"^(?<year>.+) \((?<day>\d{4}-\d{2}-\d{2})\)$")]
    private static partial Regex Both();
}
