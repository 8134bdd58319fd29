namespace Analytics.Etl.Extract.Files;

/// <summary>One table of rows in a file: a worksheet, or all of a CSV.</summary>
/// <param name="Name">Null for CSV.</param>
/// <param name="Rows">The rows, with each cell as its writer meant it. They can be read again and again, each time from the start.</param>
/// <param name="Is1904">Numbers that stand for days count from 1904.</param>
sealed record RawSheet(string? Name, bool IsHidden, Func<IEnumerable<RawRow>> Rows, bool Is1904 = false);
