using Analytics.Sql.Model.Answers;

namespace Analytics.Sql.Model.Declarations;

/// <summary>The date that places a figure in time: the date of the event, or that of the referral (the cohort).</summary>
public enum TimeBasis
{
    Event,
    Cohort,
}

/// <summary>The aggregates that measures can use.</summary>
public enum MeasureKind
{
    /// <summary>Rows of the fact.</summary>
    Count,

    /// <summary>Sum of a column; unknown values are left out and reported as unknown.</summary>
    Sum,

    /// <summary>Distinct ids, recomputed at every total.</summary>
    Distinct,

    /// <summary>A part over its base, in percent; both are recomputed for every total.</summary>
    Ratio,

    /// <summary>Rows that meet the conditions at the end of the period (or at <c>data_through</c>, if earlier); never summed over time.</summary>
    Stock,

    /// <summary>
    /// The time by which a share of the cohort has reached a milestone, including those that never will: see <see cref="CumulativeIncidence"/>.
    /// </summary>
    Incidence,

    /// <summary>One sum over another of the same rows, with the number of companies behind it and the largest one's contribution.</summary>
    Quotient,

    /// <summary>
    /// The value that a share of the rows does not exceed, interpolated between neighbours (percentile_cont); rows with an unknown value are left
    /// out. Never used for times to a milestone: that would leave out the rows still waiting, so those use <see cref="Incidence"/>.
    /// </summary>
    Quantile,
}

/// <summary>How a condition compares. <see cref="NotYet"/>: the milestone was not reached by the day of the question.</summary>
public enum ComparisonKind
{
    In,
    NotIn,
    IsTrue,
    IsFalse,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    NotYet,
}

/// <summary>One condition of a measure, on a column of the fact or on the code of a dimension; a measure's conditions are joined by AND.</summary>
public sealed record Condition(string Attribute, Dimension? Dimension, ComparisonKind Comparison, IReadOnlyList<string> Codes, decimal? Number);

/// <summary>A count, sum or distinct count over some rows: one side of a ratio.</summary>
public sealed record Aggregate(MeasureKind Kind, FactColumn? Value, IReadOnlyList<Condition> Where);

/// <summary>The event that an incidence measures.</summary>
/// <param name="Event">Days (or years) until the milestone.</param>
/// <param name="Competing">Days until an event that ends the waiting without the milestone; null if only the end of the data does.</param>
/// <param name="Share">The share of the cohort to reach; 0.5 makes the figure a median.</param>
public sealed record IncidenceDeclaration(FactColumn Event, FactColumn? Competing, decimal Share);

/// <summary>The two sums of a quotient.</summary>
/// <param name="Parts">Columns of amounts whose sum is the numerator; unknown amounts add nothing.</param>
/// <param name="Base">The column whose sum is the denominator.</param>
/// <param name="Each">The identities (companies) behind it.</param>
/// <param name="Fewest">With fewer identities than this, the figure is suppressed.</param>
public sealed record QuotientDeclaration(IReadOnlyList<FactColumn> Parts, FactColumn Base, FactColumn Each, int Fewest);

/// <summary>
/// Rows whose share of the figure is pointed out in a note, if there are any: a contract amount, for example, includes cancelled contracts.
/// </summary>
/// <param name="Label">What these rows are called, e.g. 中止した案件.</param>
/// <param name="Measure">The same measure restricted to these rows. Questions cannot ask for it by name.</param>
public sealed record NotedPart(Bilingual Label, MeasureDeclaration Measure);

/// <summary>
/// A measure, defined once: what is aggregated over which rows, its unit, its time basis, and the texts that explain it. <see cref="Definition"/> is
/// the hash of its declaration: a changed declaration restates published figures even if no row changed. Immutable.
/// </summary>
public sealed record MeasureDeclaration
{
    public required string Name { get; init; }
    public required MeasureKind Kind { get; init; }
    public required Fact Fact { get; init; }

    /// <summary>The column that is summed, counted distinctly or taken a quantile of; null for a count of rows, a ratio or a stock.</summary>
    public FactColumn? Value { get; init; }

    /// <summary>For a sum of amounts that may be unknown: the column that is above 0 if there is an amount to be known.</summary>
    public FactColumn? KnownOf { get; init; }

    /// <summary>The part and the base of a ratio; null for every other kind.</summary>
    public Aggregate? Numerator { get; init; }

    public Aggregate? Denominator { get; init; }

    /// <summary>Null for every kind but an incidence.</summary>
    public IncidenceDeclaration? Incidence { get; init; }

    /// <summary>The share of a quantile: 0.5 makes it a median; null for every other kind.</summary>
    public decimal? Share { get; init; }

    /// <summary>Null for every kind but a quotient.</summary>
    public QuotientDeclaration? Quotient { get; init; }

    /// <summary>
    /// Days that the last referral of a cohort must have had before its ratio or quotient is mature; null if maturity does not apply.
    /// </summary>
    public int? MatureAfter { get; init; }

    /// <summary>Conditions on rows; of a ratio, those of its part and of its base.</summary>
    public required IReadOnlyList<Condition> Where { get; init; }

    public required TimeBasis Time { get; init; }

    /// <summary>
    /// How a period selects rows: <c>event</c>, <c>cohort</c>, <c>survey</c> (the surveyed year), or <c>stock</c> (what exists at its end).
    /// </summary>
    public string TimeName =>
        Kind == MeasureKind.Stock ? "stock"
        : Fact == Fact.SurveyResponses ? "survey"
        : Time == TimeBasis.Cohort ? "cohort"
        : "event";

    public required MeasureUnit Unit { get; init; }
    public required Bilingual Label { get; init; }

    /// <summary>"How is this counted?"</summary>
    public required Bilingual Description { get; init; }

    /// <summary>Position in lists of measures.</summary>
    public required int Sort { get; init; }

    public required string Definition { get; init; }

    /// <summary>Measures that make up the figure, each with the short label used beside the whole; the whole is never shown without them.</summary>
    public IReadOnlyDictionary<string, Bilingual> Parts { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>The part of the figure that a note points out; null if none.</summary>
    public NotedPart? OfWhich { get; init; }

    /// <summary>True if the figures of the parts add up to the whole (unless rows overlap).</summary>
    public bool IsAdditive => Kind is MeasureKind.Count or MeasureKind.Sum;

    /// <summary>A count or amount, as opposed to a rate, a time or a quotient.</summary>
    internal bool IsAmount => Kind is MeasureKind.Count or MeasureKind.Sum or MeasureKind.Distinct or MeasureKind.Stock;

    /// <summary>
    /// For a count of companies, the flag that says whether a row's company was matched; null if rows do not have it, and for all other measures.
    /// </summary>
    internal FactColumn? MatchedBy => Kind == MeasureKind.Distinct && Value!.Name == "company_id" ? Fact.Column("is_company_matched") : null;

    /// <summary>Needs exact days: rows of which only the year is known are left out, and without other rows it is not applicable.</summary>
    internal bool NeedsDays => Kind == MeasureKind.Stock || Columns.Any(c => c.NeedsDays);

    /// <summary>A stock that is known only at <c>data_through</c>, since a column's earlier values are not recorded.</summary>
    internal bool IsOfTodayOnly => Kind == MeasureKind.Stock && Columns.Any(c => c.IsOfTodayOnly);

    /// <summary>
    /// The tables that a dataset needs to have this figure: its fact's, and those of the milestones in its conditions (for a stage, not those of the
    /// later stages that also count).
    /// </summary>
    internal IEnumerable<string> Tables =>
        Conditions
            .SelectMany(c => MilestonesOf(c).Take(1))
            .Concat(Incidence?.Event.Milestones ?? [])
            .Select(m => m.TableName)
            .Prepend(Fact.TableName)
            .Distinct();

    internal IEnumerable<Condition> Conditions => Where.Concat(Numerator?.Where ?? []).Concat(Denominator?.Where ?? []);

    /// <summary>True if a slicer selects only kinds that the measure's own conditions exclude, e.g. loans for a count of patents.</summary>
    /// <param name="slicer">The slicer.</param>
    /// <param name="held">The selected codes; empty for all.</param>
    /// <param name="leftOut">The excluded codes.</param>
    public bool NeverCounts(SlicerDeclaration slicer, IReadOnlyCollection<string> held, IReadOnlyCollection<string> leftOut) =>
        KindsOf(slicer)
            .Any(c =>
                c.Comparison == ComparisonKind.In
                    ? !c.Codes.Any(code => !leftOut.Contains(code) && (held.Count == 0 || held.Contains(code)))
                    : held.Count > 0 && held.All(code => leftOut.Contains(code) || c.Codes.Contains(code))
            );

    /// <summary>The conditions on all of its rows (for a ratio: of its base) that say which members of a slicer it counts.</summary>
    internal IEnumerable<Condition> KindsOf(SlicerDeclaration slicer) =>
        Where
            .Concat(Denominator?.Where ?? [])
            .Where(c => c.Comparison is ComparisonKind.In or ComparisonKind.NotIn)
            .Where(c =>
                c.Dimension is { } dimension
                    ? slicer.Dimension == dimension && slicer.CodeColumn == dimension.NaturalCode
                    : slicer.Kind == SlicerKind.Column && slicer.Column == c.Attribute
            );

    /// <summary>The milestones that satisfy a condition: those of its days, or those of its stage and all later ones.</summary>
    internal IEnumerable<Milestone> MilestonesOf(Condition condition) =>
        Fact.Column(condition.Attribute) switch
        {
            { Kind: FactColumnKind.Stage } stages => stages.Milestones.SkipWhile(m => !condition.Codes.Contains(m.Stage)),
            { } column => column.Milestones,
            _ => [],
        };

    /// <summary>Engines group its rows more finely than the answer's rows, so it is read on its own.</summary>
    internal bool IsSpread => Kind is MeasureKind.Incidence or MeasureKind.Quotient;

    /// <summary>True if its read cannot be shared with other measures.</summary>
    internal bool IsReadAlone => IsSpread || Kind == MeasureKind.Quantile;

    private IEnumerable<FactColumn> Columns => Conditions.Select(c => Fact.Column(c.Attribute)).Append(Incidence?.Event).OfType<FactColumn>();
}
