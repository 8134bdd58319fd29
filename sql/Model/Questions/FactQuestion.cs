using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// A slicer with the codes that it permits (any of them) or, if <see cref="IsExcluded"/>, excludes. If members overlap, a row is excluded if any of
/// its members is named.
/// </summary>
public sealed record Filter(SlicerDeclaration Slicer, IReadOnlyList<string> Codes, bool IsExcluded = false);

/// <summary>
/// The unit of work of an engine: measures of one fact, for each combination of members and in total. Composing answers (states, targets,
/// comparisons, notes) is not the engine's concern. Immutable.
/// </summary>
/// <param name="Fact">The fact of all <paramref name="Measures"/>.</param>
/// <param name="Measures">
/// Either counts, sums, distinct counts and ratios, or nothing but stocks, or one incidence, quotient or quantile alone; none: only the members that
/// occur are asked for.
/// </param>
/// <param name="By">Slicers that split the rows, all of which apply to the fact; empty for the totals alone.</param>
/// <param name="Filters">The filters, joined by AND.</param>
/// <param name="Rules">The rows that the caller's scope permits.</param>
/// <param name="Through">
/// The last day that counts: rows dated after it do not, milestones after it are not reached, and it ends the waiting of an incidence. <c>data_through</c>
/// unless an earlier point is asked.
/// </param>
/// <param name="StockDays">The days at which stocks are taken; null for all other measures.</param>
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
