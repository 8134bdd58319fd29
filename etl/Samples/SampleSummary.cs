namespace Analytics.Etl.Samples;

/// <summary>
/// A file that was written; <paramref name="Path"/> below the folder asked for, with forward slashes; rows of data without titles and totals.
/// <paramref name="CopyOf"/>: the path of the file that it repeats byte by byte, which a right load takes once.
/// </summary>
public sealed record WrittenFile(string Path, string Owner, string Ledger, string Format, int Rows, string? CopyOf = null);

/// <summary>What should become of a row with a planned fault.</summary>
public enum Effect
{
    /// <summary>Read and counted as if nothing were wrong: a matter of spelling.</summary>
    Read,

    /// <summary>Kept, with a warning.</summary>
    Warned,

    /// <summary>Equal to a row before it: changes nothing. Or no row of data at all.</summary>
    Skipped,

    /// <summary>Names a referral that is unknown or rejected: waits, and is in no measure.</summary>
    Waiting,

    Rejected,
}

/// <summary>A fault put in on purpose: the 1-based line in the file, or in the sheet of a workbook.</summary>
public sealed record PlannedFault(string File, string? Sheet, int Line, FaultKind Kind, Effect Effect, string Key);

/// <summary>
/// A figure that a right load of the samples must give: blank region and cluster mean all; money in yen. Of a rate, its part and its base:
/// <c>rate.part</c>, <c>rate.base</c>.
/// </summary>
public readonly record struct ExpectedKey(string Measure, int FiscalYear, string Region, string Cluster);

/// <summary>What a run of the generator wrote, which faults it planned, and what the measures come to.</summary>
public sealed record SampleSummary(
    int Referrals,
    IReadOnlyList<WrittenFile> Files,
    IReadOnlyList<PlannedFault> Faults,
    IReadOnlyDictionary<ExpectedKey, long> Expected
)
{
    /// <summary>Rows of all files, copies left out.</summary>
    public int Rows => Files.Where(file => file.CopyOf is null).Sum(file => file.Rows);

    public int Count(Effect effect) => Faults.Count(fault => fault.Effect == effect);
}
