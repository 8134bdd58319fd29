using Analytics.Sql.Model.Answers;

namespace Analytics.Sql.Model.Declarations;

/// <summary>The date that places a figure in time: of the event itself, or of the referral (the cohort).</summary>
public enum TimeBasis
{
    Event,
    Cohort,
}

/// <summary>The aggregates of the closed algebra that the direct path runs.</summary>
public enum MeasureKind
{
    /// <summary>Rows of the fact.</summary>
    Count,

    /// <summary>Sum of a column; unknown values are left out and counted as unknown.</summary>
    Sum,

    /// <summary>Distinct ids, recomputed at every total.</summary>
    Distinct,

    /// <summary>A part over its base, in percent; both recomputed at every total.</summary>
    Ratio,

    /// <summary>Rows for which the conditions hold at the end of the period (or at <c>data_through</c>, if that comes first); never summed over time.</summary>
    Stock,

    /// <summary>
    /// The time by which a share of the cohort has reached a milestone, those included that never will: see <see cref="CumulativeIncidence"/>.
    /// </summary>
    Incidence,

    /// <summary>A sum over another sum of the same rows, with how many stand behind it and what the largest of them brought.</summary>
    Quotient,

    /// <summary>
    /// The value of a column that a share of the rows does not exceed, interpolated between neighbours (percentile_cont); rows whose value is unknown
    /// are left out.
    /// Never of times to a milestone, which only an <see cref="Incidence"/> tells without leaving out those that are not there yet.
    /// </summary>
    Quantile,
}

/// <summary>How a condition compares. <see cref="NotYet"/>: a milestone that was not reached by the day of the question.</summary>
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

/// <summary>One condition of a measure, on a column of the fact or on the code of a dimension; all conditions of a measure hold together.</summary>
public sealed record Condition(string Attribute, Dimension? Dimension, ComparisonKind Comparison, IReadOnlyList<string> Codes, decimal? Number);

/// <summary>A count, sum or distinct count over some rows: one side of a ratio.</summary>
public sealed record Aggregate(MeasureKind Kind, FactColumn? Value, IReadOnlyList<Condition> Where);

/// <summary>What an incidence waits for.</summary>
/// <param name="Event">Days (or years) until the milestone.</param>
/// <param name="Competing">Days until what ends the waiting without it; null: nothing does but the end of the data.</param>
/// <param name="Share">The share of the cohort that is asked for; 0.5 makes the figure a median.</param>
public sealed record IncidenceDeclaration(FactColumn Event, FactColumn? Competing, decimal Share);

/// <summary>What a quotient is of.</summary>
/// <param name="Parts">Columns of amounts that are summed above the line; an unknown one adds nothing.</param>
/// <param name="Base">The column that is summed below it.</param>
/// <param name="Each">The identities (companies) that stand behind it.</param>
/// <param name="Fewest">Of fewer than these the figure is suppressed.</param>
public sealed record QuotientDeclaration(IReadOnlyList<FactColumn> Parts, FactColumn Base, FactColumn Each, int Fewest);

/// <summary>
/// Rows of a measure that a note names with their share of the figure, wherever there are any: contracts that were cancelled are in the contract amount.
/// </summary>
/// <param name="Label">What these rows are, e.g. 中止した案件.</param>
/// <param name="Measure">The same measure of these rows alone. It has a name that nobody can ask for.</param>
public sealed record NotedPart(Bilingual Label, MeasureDeclaration Measure);

/// <summary>
/// A measure, defined once: what is aggregated over which rows, its unit, its time basis, and the words that explain it. <see cref="Definition"/> is
/// the hash of
/// its declaration: a changed declaration is a restatement even where no row changed. Immutable.
/// </summary>
public sealed record MeasureDeclaration
{
    public required string Name { get; init; }
    public required MeasureKind Kind { get; init; }
    public required Fact Fact { get; init; }

    /// <summary>
    /// The column that is summed, whose distinct values are counted or whose quantile is asked; null for a count of rows, a ratio and a stock.
    /// </summary>
    public FactColumn? Value { get; init; }

    /// <summary>For a sum of amounts that may be unknown: the column that, where it is above 0, says that there is something to be known.</summary>
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

    /// <summary>Days that the last referral of a cohort must have had until its ratio or quotient is mature; null: it is so at once.</summary>
    public int? MatureAfter { get; init; }

    /// <summary>Conditions on rows; of a ratio, those of its part and of its base.</summary>
    public required IReadOnlyList<Condition> Where { get; init; }

    public required TimeBasis Time { get; init; }

    /// <summary>
    /// By what a period finds its rows, in a word: <c>event</c>, <c>cohort</c>, <c>survey</c> (the year that a survey is of), or <c>stock</c> (what
    /// there is at its end).
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

    /// <summary>Place in lists of measures.</summary>
    public required int Sort { get; init; }

    public required string Definition { get; init; }

    /// <summary>Measures that the figure is made of, each with the short label that it has beside the whole: the whole is never shown without them.</summary>
    public IReadOnlyDictionary<string, Bilingual> Parts { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>What of the figure a note beside it tells; null: nothing.</summary>
    public NotedPart? OfWhich { get; init; }

    /// <summary>Figures of parts add up to the whole (unless rows overlap); false for all other kinds.</summary>
    public bool IsAdditive => Kind is MeasureKind.Count or MeasureKind.Sum;

    /// <summary>A number of cases, companies or people, or an amount; not a rate, a time or a quotient.</summary>
    internal bool IsAmount => Kind is MeasureKind.Count or MeasureKind.Sum or MeasureKind.Distinct or MeasureKind.Stock;

    /// <summary>Of a count of companies the flag that says which were matched; null where rows do not tell, and for all other measures.</summary>
    internal FactColumn? MatchedBy => Kind == MeasureKind.Distinct && Value!.Name == "company_id" ? Fact.Column("is_company_matched") : null;

    /// <summary>It asks for days: rows of which only the year is known take no part, and where there are no others it is not applicable.</summary>
    internal bool NeedsDays => Kind == MeasureKind.Stock || Columns.Any(c => c.NeedsDays);

    /// <summary>A stock that is known at <c>data_through</c> alone, since nobody recorded what a column held on earlier days.</summary>
    internal bool IsOfTodayOnly => Kind == MeasureKind.Stock && Columns.Any(c => c.IsOfTodayOnly);

    /// <summary>
    /// The tables without which a dataset has no such figure: its fact's, and those that the milestones in its conditions come from (of a stage, not those of
    /// the later ones that stand for it too).
    /// </summary>
    internal IEnumerable<string> Tables =>
        Conditions
            .SelectMany(c => MilestonesOf(c).Take(1))
            .Concat(Incidence?.Event.Milestones ?? [])
            .Select(m => m.TableName)
            .Prepend(Fact.TableName)
            .Distinct();

    internal IEnumerable<Condition> Conditions => Where.Concat(Numerator?.Where ?? []).Concat(Denominator?.Where ?? []);

    /// <summary>
    /// True where a slicer holds to nothing but kinds that the measure never counts, as its own conditions say: outcomes to loans, joint research to
    /// consultations.
    /// </summary>
    /// <param name="slicer">The slicer.</param>
    /// <param name="held">The codes that it is held to; none: all.</param>
    /// <param name="leftOut">The codes that are left out.</param>
    public bool NeverCounts(SlicerDeclaration slicer, IReadOnlyCollection<string> held, IReadOnlyCollection<string> leftOut) =>
        KindsOf(slicer)
            .Any(c =>
                c.Comparison == ComparisonKind.In
                    ? !c.Codes.Any(code => !leftOut.Contains(code) && (held.Count == 0 || held.Contains(code)))
                    : held.Count > 0 && held.All(code => leftOut.Contains(code) || c.Codes.Contains(code))
            );

    /// <summary>The conditions of all rows that it is about (of a ratio: of its base) that say which members of a slicer it counts.</summary>
    internal IEnumerable<Condition> KindsOf(SlicerDeclaration slicer) =>
        Where
            .Concat(Denominator?.Where ?? [])
            .Where(c => c.Comparison is ComparisonKind.In or ComparisonKind.NotIn)
            .Where(c =>
                c.Dimension is { } dimension
                    ? slicer.Dimension == dimension && slicer.CodeColumn == dimension.NaturalCode
                    : slicer.Kind == SlicerKind.Column && slicer.Column == c.Attribute
            );

    /// <summary>The milestones of which a condition asks for any: those of its days, or those of its stage and of all later ones.</summary>
    internal IEnumerable<Milestone> MilestonesOf(Condition condition) =>
        Fact.Column(condition.Attribute) switch
        {
            { Kind: FactColumnKind.Stage } stages => stages.Milestones.SkipWhile(m => !condition.Codes.Contains(m.Stage)),
            { } column => column.Milestones,
            _ => [],
        };

    /// <summary>An engine finds its figures row by row of something finer than the answer's rows, and is asked for it alone.</summary>
    internal bool IsSpread => Kind is MeasureKind.Incidence or MeasureKind.Quotient;

    /// <summary>A statement cannot share what it reads between this measure and others.</summary>
    internal bool IsReadAlone => IsSpread || Kind == MeasureKind.Quantile;

    private IEnumerable<FactColumn> Columns => Conditions.Select(c => Fact.Column(c.Attribute)).Append(Incidence?.Event).OfType<FactColumn>();
}
