using Analytics.Sql;

namespace Analytics.Etl.Extract.Files;

/// <summary>One table of rows in a file: a worksheet, or all of a CSV. Its rows can be read again and again, each time from the start.</summary>
/// <param name="Name">Null for CSV.</param>
/// <param name="Read">The rows as the file has them.</param>
/// <param name="Is1904">Numbers that stand for days count from 1904.</param>
sealed record RawSheet(string? Name, bool IsHidden, Func<IEnumerable<RawRow>> Read, bool Is1904 = false)
{
    /// <summary>The rows with each cell as its writer meant it.</summary>
    public IEnumerable<RawRow> Rows()
    {
        foreach (var row in Read())
        {
            for (var i = 0; i < row.Cells.Length; i++)
                row.Cells[i] = Meant(row.Cells[i]);
            yield return row;
        }
    }

    /// <summary>
    /// Without invisible characters around it, and without what programs put around text lest a spreadsheet take it for a number or a formula: ="0123", '=1+1.
    /// </summary>
    static string Meant(string cell)
    {
        if (ReferenceEquals(cell, RawRow.Merged))
            return cell;
        var text = Invisible.Trim(cell);
        return text switch
        {
            ['\'', ..] => CsvText.Plain(text),
            ['=', '"', .. var inner, '"'] when !inner.Replace("\"\"", "", StringComparison.Ordinal).Contains('"', StringComparison.Ordinal) =>
                Invisible.Trim(inner.Replace("\"\"", "\"", StringComparison.Ordinal)),
            _ => text,
        };
    }
}
