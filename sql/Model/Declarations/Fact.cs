namespace Analytics.Sql.Model.Declarations;

/// <summary>What a fact's column holds, and so which conditions and aggregates it allows.</summary>
public enum FactColumnKind
{
    Text,
    Flag,
    Number,
    Money,
    Identity,

    /// <summary>Days until the first of several milestones; for conditions only.</summary>
    Milestone,

    /// <summary>How far a row has come: "this stage or a later one"; for conditions only.</summary>
    Stage,

    /// <summary>Days that have passed since a date of the row, on the day at which a stock is taken; for conditions of stocks only.</summary>
    Age,
}

/// <summary>
/// A milestone of a referral: its stage, the date at which it was reached (key −3: not yet; −1: reached, nobody knows when), the days (or years) that
/// it took, and the table
/// without which a dataset knows nothing of it. It counts once its date is not after the day of the question.
/// </summary>
public sealed record Milestone(string Stage, string DateColumn, string DaysColumn, string TableName);

/// <summary>A column of a fact that declarations may name.</summary>
public sealed record FactColumn(string Name, FactColumnKind Kind)
{
    /// <summary>The milestones that its days lead to (any of them), or its stages in their order.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>The date column that an age counts from.</summary>
    public string? Since { get; init; }

    /// <summary>Only its present content is known, not what it was on an earlier day.</summary>
    public bool IsOfTodayOnly { get; init; }

    /// <summary>It counts years, which dates of which only the year is known have too.</summary>
    public bool IsInYears { get; init; }

    /// <summary>It tells of days: dates of which only the year is known take no part.</summary>
    public bool NeedsDays => (Milestones.Count > 0 && !IsInYears) || Since is not null;
}

/// <summary>
/// A fact of the star as the model may ask it: its table, the date that places a row in time, the columns that conditions and sums may name,
/// and the dimensions whose keys it carries, as <c>sql/Facts</c> declares them. Milestones, stages and ages are worked out from several columns and stand here.
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

    /// <summary>Referrals, by the date of the referral: what cohorts are made of.</summary>
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
    /// Establishments and their employees, by year: what figures of a year are set against ("per 1,000 establishments"). A stock, so its numbers add
    /// up over regions and industries
    /// of one year and never over years. It is no case and none of <see cref="All"/>: nothing is counted of it alone, and it gives slicers no members.
    /// </summary>
    public static readonly Fact Establishments = Of("establishments");

    /// <summary>Companies at technology exchange meetings, by the meeting's day; region is the venue's, unit the organiser.</summary>
    public static readonly Fact MeetingAttendance = Of("meeting_attendance");

    /// <summary>Forms of the yearly survey, by the first day of the surveyed fiscal year (only the year is known); slicers are the referral's.</summary>
    public static readonly Fact SurveyResponses = Of("survey_responses");

    private static readonly Fact[] Named = [Referrals, Engagements, Outcomes, MeetingAttendance, SurveyResponses];

    /// <summary>All facts that measures can be declared over.</summary>
    public static readonly IReadOnlyList<Fact> All =
    [
        .. FactCatalog
            .Product.All.Where(fact => fact.Star is { Time: not null, IsBackground: false })
            .Select(fact => Named.FirstOrDefault(known => known.Name == fact.Name) ?? Of(fact.Name)),
    ];

    /// <summary>The column of its durable ids.</summary>
    public required string IdColumn { get; init; }

    /// <summary>The column by which people know a row: its number in the ledger, or what it tells of; null: there is none.</summary>
    public required string? NumberColumn { get; init; }

    /// <summary>The column within one value of which its numbers add up; null: its rows are of one kind, and can be counted.</summary>
    public string? AddsWithin { get; init; }

    /// <summary>Its rows name a company.</summary>
    internal bool HasCompany => Column("company_id") is not null;

    /// <summary>Its rows name other rows that told some of their attributes.</summary>
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
