using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Files;

/// <summary>One row as the file has it: cells as text, "" where blank.</summary>
/// <param name="Line">Physical line (CSV) or sheet row (XLSX) at which it starts, from 1.</param>
/// <param name="Cells">As many as the row has.</param>
/// <param name="EndsFileOpen">The file ends within this row: no line break follows it.</param>
/// <param name="LoneReturn">The line that ended with a lone carriage return, while others of the file do not.</param>
sealed record RawRow(int Line, string[] Cells, bool EndsFileOpen = false, int? LoneReturn = null)
{
    /// <summary>Put by the reader where a merged cell goes on downwards; U+0002 stands in no file that can be read.</summary>
    public const string Merged = "\u0002";

    /// <summary>"The same as above": written by hand, or a merged cell that goes on.</summary>
    public static bool IsAsAbove(string cell) => cell is Merged or "〃" or "″" or "〟" or "々" or "同上";

    /// <summary>Cells that hold no value by the file's own word, with the rule that each breaks; null where there are none.</summary>
    public IReadOnlyDictionary<int, Rule>? Faults { get; init; }

    public string Cell(int index) => index < Cells.Length ? Cells[index] : "";
}
