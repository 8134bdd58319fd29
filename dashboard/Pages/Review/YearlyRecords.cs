using Analytics.Sql;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>
/// A dataset in a publication: its number, its instant (UTC), the day its data reach to, the hash of each measure's declaration then, and whether it
/// brought the dataset something.
/// </summary>
public sealed record PublicationState(int Publication, DateTimeOffset At, DateOnly Through, IReadOnlyDictionary<string, string> Definitions, bool HasBrought);

/// <summary>An agreement that was in force on at least one day of the year; <see cref="Code"/> is the slicer's, the number its bank's.</summary>
public sealed record AgreementTerm(
    string Code,
    string Number,
    Bilingual Bank,
    Bilingual Institute,
    DateOnly? Signed,
    DateOnly? From,
    DateOnly? To,
    string? Extends,
    string? ExtendedBy
);

/// <summary>Where a row stands in somebody's file.</summary>
public sealed record RowPlace(string File, string? Sheet, int Line)
{
    /// <summary>成果調査票.csv : 12, 成果調査票.xlsx [2010] : 12.</summary>
    public override string ToString() => Sheet is null ? $"{File} : {Line}" : $"{File} [{Sheet}] : {Line}";
}

/// <summary>What changed of a row: the attribute's text key (<c>date</c>, <c>type</c> …), before and after as they are stored.</summary>
public sealed record AttributeChange(string Attribute, object? Before, object? After);

/// <summary>A row that differs between two publications.</summary>
public sealed record ChangedRow(string Number, RowPlace Place, IReadOnlyList<AttributeChange> Changes, Bilingual? Scope);

/// <summary>
/// Why figures changed: what one file brought of one fact (<c>referrals</c>, <c>engagements</c>, <c>outcomes</c>, <c>meeting_attendance</c>,
/// <c>survey_responses</c>, <c>statistics</c>, <c>targets</c>) in one way for one branch.
/// <see cref="Kind"/>: <c>late</c> (dated within what was known already), <c>new</c>, <c>waited</c> (known already, counted only now), <c>revised</c>,
/// <c>gone</c>, <c>withdrawn</c> (with its file), <c>recomputed</c> (as written, but something that it depends on changed).
/// </summary>
public sealed record ChangeReason(string Fact, string Kind, int Batch, string File, Bilingual? Branch, int Rows, IReadOnlyList<ChangedRow> First);

/// <summary>A step of a case: <c>referral</c>, <c>engagement</c> or <c>outcome</c>, with what its ledger says of it.</summary>
public sealed record CaseEvent(
    DateOnly Date,
    bool IsYearOnly,
    string Kind,
    Bilingual? Label,
    Bilingual? Stage,
    string? Type,
    long? Quantity,
    long? Amount,
    string? State,
    string? Verification
);

/// <summary>A model case: whose, where, in what industry, what came of it, and the row that flags it.</summary>
public sealed record ModelCase(string Company, Bilingual? Municipality, Bilingual? Industry, RowPlace Flagged, IReadOnlyList<CaseEvent> Events)
{
    /// <summary>Whole months from the referral to the first product; null where either is missing or only its year is known.</summary>
    public int? MonthsToProduct =>
        Events.FirstOrDefault(e => e.Kind == "referral") is { IsYearOnly: false } referral
        && Events.FirstOrDefault(e => e.Type == "product") is { IsYearOnly: false } product
            ? MonthsBetween(referral.Date, product.Date)
            : null;

    private static int MonthsBetween(DateOnly from, DateOnly to) => (to.Year - from.Year) * 12 + to.Month - from.Month - (to.Day < from.Day ? 1 : 0);
}

/// <summary>The first model cases of a year, and how many there are.</summary>
public sealed record ModelCases(int Total, IReadOnlyList<ModelCase> First);
