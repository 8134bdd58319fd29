namespace Analytics.Etl.Extract.Files;

/// <summary>One row as the file has it: cells as text, "" where blank.</summary>
/// <param name="Line">Physical line (CSV) or sheet row (XLSX) at which it starts, from 1.</param>
/// <param name="Cells">As many as the row has; trimmed.</param>
/// <param name="EndsFileOpen">The file ends within this row: no line break follows it.</param>
sealed record RawRow(int Line, string[] Cells, bool EndsFileOpen = false)
{
    /// <summary>"The same as above": written so by hand, or put by the reader where a merged cell goes on downwards.</summary>
    public const string AsAbove = "〃";

    public string Cell(int index) => index < Cells.Length ? Cells[index] : "";
}
