namespace Analytics.Sql.Model;

/// <summary>The date that places a figure in time: of the event itself, or of the referral (the cohort).</summary>
public enum TimeBasis { Event, Cohort }

/// <summary>The aggregates of the closed algebra that the direct path runs.</summary>
public enum MeasureKind
{
    /// <summary>Rows of the fact.</summary>
    Count,
    /// <summary>Sum of a column; unknown values are left out and counted as unknown.</summary>
    Sum,
    /// <summary>Distinct ids, recomputed at every total.</summary>
    Distinct,
}

/// <summary>How a condition compares.</summary>
public enum ComparisonKind { In, NotIn, IsTrue, IsFalse, Less, LessOrEqual, Greater, GreaterOrEqual }

/// <summary>One condition of a measure, on a column of the fact or on the code of a dimension; all conditions of a measure hold together.</summary>
public sealed record Condition(string Attribute, Dimension? Dimension, ComparisonKind Comparison, IReadOnlyList<string> Codes, decimal? Number);

/// <summary>
/// A measure, defined once: what is aggregated over which rows, its unit, its time basis, and the words that explain it. <see cref="Definition"/> is the hash of
/// its declaration: a changed declaration is a restatement even where no row changed. Immutable.
/// </summary>
public sealed record MeasureDeclaration
{
    public required string Name { get; init; }
    public required MeasureKind Kind { get; init; }
    public required Fact Fact { get; init; }

    /// <summary>The column that is summed or whose distinct values are counted; null for a count of rows.</summary>
    public FactColumn? Value { get; init; }

    /// <summary>For a sum of amounts that may be unknown: the column that, where it is above 0, says that there is something to be known.</summary>
    public FactColumn? KnownOf { get; init; }

    public required IReadOnlyList<Condition> Where { get; init; }
    public required TimeBasis Time { get; init; }
    public required MeasureUnit Unit { get; init; }
    public required Bilingual Label { get; init; }

    /// <summary>"How is this counted?"</summary>
    public required Bilingual Description { get; init; }

    /// <summary>Place in lists of measures.</summary>
    public required int Sort { get; init; }

    public required string Definition { get; init; }

    /// <summary>Figures of parts add up to the whole (unless rows overlap); false for distinct counts.</summary>
    public bool IsAdditive => Kind != MeasureKind.Distinct;
}
