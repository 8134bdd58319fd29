using Analytics.Sql;

namespace Analytics.Dashboard.Pages.Branch;

/// <summary>A referral of a branch and all that became of it by the day that the data reach.</summary>
/// <param name="Owner">Whose number it is.</param>
/// <param name="IsOfYearOnly">Only the year of the referral is known.</param>
/// <param name="State">Its state in the ledger, e.g. <c>in-progress</c>.</param>
/// <param name="ClosedOn">Null where it is open, or where it was closed on a day that nobody noted.</param>
/// <param name="FirstEngagement">Day of the first engagement other than information; null: none yet.</param>
/// <param name="Stage">The furthest stage reached: referral, engagement, research, prototype, product.</param>
/// <param name="Waited">Days that it has been waiting for an engagement; null where it does not wait, or where its day is not known.</param>
public sealed record BranchReferral(
    string Owner,
    string Number,
    DateOnly ReferredOn,
    bool IsOfYearOnly,
    string Company,
    string State,
    bool IsClosed,
    DateOnly? ClosedOn,
    DateOnly? FirstEngagement,
    string Stage,
    int? Waited,
    string File,
    string? Sheet,
    int Line,
    IReadOnlyList<BranchEngagement> Engagements,
    IReadOnlyList<BranchOutcome> Outcomes
)
{
    /// <summary>From here on a referral waits long.</summary>
    public const int Long = 90;

    /// <summary>It is open, and nobody has engaged with the company yet.</summary>
    public bool IsWaiting => !IsClosed && FirstEngagement is null;

    /// <summary>It has waited over 90 days.</summary>
    public bool IsWaitingLong => Waited > Long;
}

/// <summary>
/// An engagement of a referral: type, start, state, and whether it is in the measure "engagements" (information, subsidies and those in preparation
/// are not).
/// </summary>
public sealed record BranchEngagement(string Ja, string En, DateOnly Day, string State, bool Counts)
{
    /// <summary>The type's label.</summary>
    public Bilingual Type => new(Ja, En);
}

/// <summary>
/// An outcome of a referral: type, day, pieces (null where it is an amount or people), whether it was verified, and whether it is in the measure
/// "outcomes".
/// </summary>
public sealed record BranchOutcome(string Ja, string En, DateOnly Day, long? Quantity, bool Verified, bool Counts)
{
    /// <summary>The type's label.</summary>
    public Bilingual Type => new(Ja, En);
}

/// <summary>A branch's list, and the figures at its head: sums over the list, and so equal to the model's measures for the branch.</summary>
/// <param name="Referrals">Those that wait come first, the longest waiting on top; then the open ones and the closed ones, the newest first.</param>
public sealed record BranchList(IReadOnlyList<BranchReferral> Referrals)
{
    /// <summary>Measure <c>engagements</c>.</summary>
    public int Engagements => Referrals.Sum(r => r.Engagements.Count(e => e.Counts));

    /// <summary>Measure <c>outcomes</c>.</summary>
    public long Outcomes => Referrals.Sum(r => r.Outcomes.Where(o => o.Counts).Sum(o => o.Quantity ?? 0));

    /// <summary>Referrals of which at least one engagement has come.</summary>
    public int Engaged => Referrals.Count(r => r.FirstEngagement is not null);

    /// <summary>Referrals that wait for an engagement.</summary>
    public int Waiting => Referrals.Count(r => r.IsWaiting);

    /// <summary>Measure <c>open_over_90_days</c>.</summary>
    public int WaitingLong => Referrals.Count(r => r.IsWaitingLong);

    /// <summary>Days that the longest waiting one has waited; null where none waits.</summary>
    public int? Longest => Referrals.Max(r => r.Waited);
}
