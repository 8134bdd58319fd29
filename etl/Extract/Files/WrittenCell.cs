using Analytics.Sql;

namespace Analytics.Etl.Extract.Files;

/// <summary>A cell as it stands in a file, taken as its writer meant it.</summary>
static class WrittenCell
{
    /// <summary>
    /// Without invisible characters around it, and without what programs put around text lest a spreadsheet take it for a number or a formula: ="0123", '=1+1.
    /// </summary>
    public static string Meant(string cell)
    {
        var text = Invisible.Trim(cell);
        return text switch
        {
            ['\'', ..] => CsvText.Plain(text),
            ['=', '"', .. var inner, '"'] when !inner.Replace("\"\"", "", StringComparison.Ordinal).Contains('"', StringComparison.Ordinal) => Invisible.Trim(
                inner.Replace("\"\"", "\"", StringComparison.Ordinal)
            ),
            _ => text,
        };
    }
}
