using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// A slicer with the codes that it lets through (any of them); <see cref="IsExcluded"/>: every row but those. On overlapping members a row is excluded when any
/// of its members is named.
/// </summary>
public sealed record Filter(SlicerDeclaration Slicer, IReadOnlyList<string> Codes, bool IsExcluded = false);

/// <summary>
/// The smallest thing that an engine answers: measures of one fact, for each combination of members and for all rows together. What answers are composed of
/// (states, targets, comparisons, notes) is no engine's business. Immutable.
/// </summary>
/// <param name="Fact">The fact that all <paramref name="Measures"/> are about.</param>
/// <param name="Measures">
/// Either counts, sums, distinct counts and ratios, or nothing but stocks, or one incidence, quotient or quantile alone; none: only the members that
/// occur are asked for.
/// </param>
/// <param name="By">Slicers that span the rows, all of which apply to the fact; none: the totals alone.</param>
/// <param name="Filters">What is let through; all of them hold together.</param>
/// <param name="Rules">What the asker's scope lets through.</param>
/// <param name="Through">
/// The last day that counts: rows dated after it do not, milestones after it are not reached, and it ends the waiting of an incidence. <c>data_through</c>
/// unless an earlier point is asked.
/// </param>
/// <param name="StockDays">The days of stocks; null for all other measures.</param>
public sealed record FactQuestion(
    Fact Fact,
    IReadOnlyList<MeasureDeclaration> Measures,
    IReadOnlyList<SlicerDeclaration> By,
    IReadOnlyList<Filter> Filters,
    IReadOnlyList<RowRule> Rules,
    DateOnly Through,
    StockDays? StockDays = null
)
{
    /// <summary><see cref="Through"/> as the star writes days: yyyymmdd.</summary>
    public int ThroughKey => FiscalCalendar.DateKey(Through);
}
