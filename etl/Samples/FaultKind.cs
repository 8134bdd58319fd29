namespace Analytics.Etl.Samples;

/// <summary>The faults of real ledgers that the samples contain at a low rate.</summary>
public enum FaultKind
{
    // Spelling.
    EraDate,
    FullWidthDigits,
    HalfWidthKana,
    UnitInCell,
    NoWord,
    Formula,
    Ditto,
    LostBranchZero,

    // Kept with a warning.
    MissingCorporateNumber,
    MistypedCorporateNumber,
    ScientificCorporateNumber,
    DissolvedMunicipality,
    EngagementBeforeReferral,

    // No new case, or one after all.
    Duplicate,
    BlankRow,
    UnlabelledTotal,
    TwinCase,
    LateReferral,

    // Waiting and rejected.
    UnknownReferral,
    ParentRejected,
    BlankRequired,
    ImpossibleDate,
    Conflict,
    OutcomeBeforeReferral,
    Cumulative,
    AmbiguousReferral,
}

/// <summary>
/// Decides which rows get which fault: each kind comes once in so many rows, at a place that the seed shifts, and falls on the next row that can have it.
/// So every kind occurs whatever the seed, in steady proportion. Not thread-safe.
/// </summary>
public sealed class FaultPlan(ulong seed)
{
    private readonly Dictionary<(string Ledger, FaultKind Kind), (int Seen, bool Due)> state = [];
    private readonly List<PlannedFault> planned = [];

    public IReadOnlyList<PlannedFault> Planned => planned;

    /// <summary>Is this row to have that fault? Asked once a row; <paramref name="every"/> is the number of rows for one fault.</summary>
    public bool Take(string ledger, FaultKind kind, int every, bool eligible = true)
    {
        var (seen, due) = state.GetValueOrDefault((ledger, kind));
        due |= seen % every == (int)((seed * 31 + (ulong)kind * 17) % (ulong)every);
        state[(ledger, kind)] = (seen + 1, due && !eligible);
        return due && eligible;
    }

    public void Note(Files.LedgerFile file, int sheet, int line, FaultKind kind, Effect effect, string key) =>
        planned.Add(new PlannedFault(file.Path, file.SheetName(sheet), line, kind, effect, key));
}
