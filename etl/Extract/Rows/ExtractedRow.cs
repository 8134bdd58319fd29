using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>
/// One data row of a file, read against its source. A row with <see cref="Rejects"/> must not be loaded; the values that could be
/// read are there all the same, so that its key can be named.
/// </summary>
/// <param name="Source">The source it was read against.</param>
/// <param name="Sheet">The worksheet; null for CSV.</param>
/// <param name="Line">The physical line (CSV) or sheet row (XLSX) at which it starts, from 1.</param>
/// <param name="Values">Typed values in the order of <see cref="Source.Fields"/>; null is blank.</param>
/// <param name="Extra">Cells of unknown columns and what was written where a value could only be dropped, by header.</param>
/// <param name="Warnings">What was kept with a doubt.</param>
/// <param name="Rejects">Every fault of the row.</param>
public sealed record ExtractedRow(
    Source Source,
    string? Sheet,
    int Line,
    IReadOnlyList<object?> Values,
    IReadOnlyDictionary<string, string> Extra,
    IReadOnlyList<RowWarning> Warnings,
    IReadOnlyList<RowReject> Rejects
)
{
    public bool IsRejected => Rejects.Count > 0;

    /// <summary>False where a column of the key, or the one that says whose number it is, could not be read.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>Names of the fields of which the row says that nobody knows them (不明); null in <see cref="Values"/>, but no mere blank.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>The cells as they were written, in the file's order; 〃 and merged cells filled with what they stand for.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>The value of a field by its name.</summary>
    /// <exception cref="ArgumentException">The source has no such field.</exception>
    public object? this[string field] =>
        Source.IndexOf(field) is >= 0 and var i ? Values[i] : throw new ArgumentException($"Source '{Source.Name}' has no field '{field}'.", nameof(field));
}

/// <summary>
/// One fault of one row: where it stands, what was written there, which rule it breaks and how to mend it.
/// The column is the header as the file has it; null where the fault is the row's.
/// </summary>
public sealed record RowReject(string? Sheet, int Line, string? Column, string? Value, string Rule, Bilingual Reason, Bilingual Mend);

/// <summary>One doubt about a row that is loaded all the same.</summary>
public sealed record RowWarning(string? Sheet, int Line, string? Column, string? Value, string Rule, Bilingual Reason);
