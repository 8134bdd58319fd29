namespace Analytics.Sql.Model.Declarations;

/// <summary>What a fact's column holds, which determines the conditions and aggregates it allows.</summary>
public enum FactColumnKind
{
    Text,
    Flag,
    Number,
    Money,
    Identity,

    /// <summary>Days until the first of several milestones; only for conditions.</summary>
    Milestone,

    /// <summary>How far a row has come: "this stage or a later one"; only for conditions.</summary>
    Stage,

    /// <summary>Days since a date of the row, on the day at which a stock is taken; only for conditions of stocks.</summary>
    Age,
}

/// <summary>
/// A milestone of a referral: its stage, the column with its date key (−3: not yet; −1: reached on an unknown date), the days (or years) it took, and
/// the table that a dataset needs to know of it. A milestone counts if its date is not after the day of the question.
/// </summary>
public sealed record Milestone(string Stage, string DateColumn, string DaysColumn, string TableName);

/// <summary>A column of a fact that declarations may name.</summary>
public sealed record FactColumn(string Name, FactColumnKind Kind)
{
    /// <summary>The milestones whose days it counts (the first one reached), or its stages in order.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>The date column that an age is counted from.</summary>
    public string? Since { get; init; }

    /// <summary>Only its current value is known, not its value on earlier days.</summary>
    public bool IsOfTodayOnly { get; init; }

    /// <summary>It counts years, so rows of which only the year is known have it too.</summary>
    public bool IsInYears { get; init; }

    /// <summary>It needs exact days, so rows of which only the year is known are left out.</summary>
    public bool NeedsDays => (Milestones.Count > 0 && !IsInYears) || Since is not null;
}

/// <summary>
/// A fact of the star as the model queries it: its table, the date that places a row in time, the columns for conditions and sums, and its
/// dimensions. All are declared in <c>sql/Facts</c> except milestones, stages and ages, which combine several columns and are defined here.
/// </summary>
public sealed record Fact(
    string Name,
    string TableName,
    string DateColumn,
    TimeBasis Time,
    IReadOnlyList<FactColumn> Columns,
    IReadOnlyList<Dimension> Dimensions
)
{
    private static readonly Milestone Engaged = new("engagement", "first_engagement_date_key", "days_to_engagement", "fct_engagements");
    private static readonly Milestone Researched = new("research", "first_research_date_key", "days_to_research", "fct_engagements");
    private static readonly Milestone Prototyped = new("prototype", "prototype_date_key", "days_to_prototype", "fct_outcomes");
    private static readonly Milestone Launched = new("product", "product_date_key", "days_to_product", "fct_outcomes");
    private static readonly Milestone Sold = new("product", "first_sales_date_key", "days_to_sales", "fct_outcomes");
    private static readonly Milestone Developed = new("development", "development_date_key", "years_to_development", "fct_outcomes");
    private static readonly Milestone Closed = new("closed", "closed_date_key", "days_to_closed", "fct_referrals");

    /// <summary>Referrals, by referral date; cohorts consist of these.</summary>
    public static readonly Fact Referrals = Of(
        "referrals",
        DaysTo(Engaged),
        DaysTo(Researched),
        DaysTo(Prototyped),
        DaysTo(Launched),
        DaysTo(Sold),
        DaysTo(Closed),
        DaysTo(Developed) with
        {
            IsInYears = true,
        },
        new("days_to_market", FactColumnKind.Milestone) { Milestones = [Launched, Sold] },
        new("reached", FactColumnKind.Stage) { Milestones = [Engaged, Researched, Prototyped, Launched, Sold] },
        new("days_since_referral", FactColumnKind.Age) { Since = "referred_date_key" }
    );

    /// <summary>Engagements, by the day they start.</summary>
    public static readonly Fact Engagements = Of("engagements", new FactColumn("days_since_end", FactColumnKind.Age) { Since = "ended_date_key" });

    /// <summary>Outcomes, by the day they occurred.</summary>
    public static readonly Fact Outcomes = Of("outcomes");

    /// <summary>
    /// Establishments and their employees by year, the base of figures "per 1,000 establishments". They add up over regions and industries within a
    /// year, never over years. Not in <see cref="All"/>: no measure counts them on their own, and they contribute no members to slicers.
    /// </summary>
    public static readonly Fact Establishments = Of("establishments");

    /// <summary>Companies at technology exchange meetings, by the meeting's day. The region is the venue's, the unit is the organiser.</summary>
    public static readonly Fact MeetingAttendance = Of("meeting_attendance");

    /// <summary>
    /// Responses to the yearly survey, by the first day of the surveyed fiscal year (only the year is known). The slicers are the referral's.
    /// </summary>
    public static readonly Fact SurveyResponses = Of("survey_responses");

    private static readonly Fact[] Named = [Referrals, Engagements, Outcomes, MeetingAttendance, SurveyResponses];

    /// <summary>All facts that measures can be declared on.</summary>
    public static readonly IReadOnlyList<Fact> All =
    [
        .. FactCatalog
            .Product.All.Where(fact => fact.Star is { Time: not null, IsBackground: false })
            .Select(fact => Named.FirstOrDefault(known => known.Name == fact.Name) ?? Of(fact.Name)),
    ];

    /// <summary>The column with its durable ids.</summary>
    public required string IdColumn { get; init; }

    /// <summary>The column by which people identify a row, such as its number in the ledger; null if there is none.</summary>
    public required string? NumberColumn { get; init; }

    /// <summary>The column whose values must not be mixed when summing; null if all rows are of one kind and can be counted.</summary>
    public string? AddsWithin { get; init; }

    /// <summary>True if its rows name a company.</summary>
    internal bool HasCompany => Column("company_id") is not null;

    /// <summary>True if its rows refer to other rows that supplied some of their attributes.</summary>
    public required bool HasOrigins { get; init; }

    /// <summary>The column of that name, or null.</summary>
    public FactColumn? Column(string name) => Columns.FirstOrDefault(c => c.Name == name);

    private static Fact Of(string name, params FactColumn[] further)
    {
        var star = FactCatalog.Product[name].Star!;
        return new(name, star.Name, star.Date!, star.Time!.Value, [.. star.Asked, .. further], star.Dimensions)
        {
            IdColumn = star.Key[0],
            NumberColumn = star.Number is [var number, ..] ? number : star.AddsWithin,
            AddsWithin = star.AddsWithin,
            HasOrigins = star.HasOrigins,
        };
    }

    private static FactColumn DaysTo(Milestone milestone) => new(milestone.DaysColumn, FactColumnKind.Number) { Milestones = [milestone] };
}
