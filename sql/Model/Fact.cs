namespace Analytics.Sql.Model;

/// <summary>What a fact's column holds, and so which conditions and aggregates it allows.</summary>
public enum FactColumnKind { Text, Flag, Number, Money, Identity }

/// <summary>A column of a fact that declarations may name.</summary>
public sealed record FactColumn(string Name, FactColumnKind Kind);

/// <summary>
/// A fact of the star as the model may ask it: its table, the date that places a row in time, the columns that conditions and sums may name,
/// and the dimensions whose keys it carries. The set is closed; declarations choose from it.
/// </summary>
public sealed record Fact(string Name, string TableName, string DateColumn, TimeBasis Time, IReadOnlyList<FactColumn> Columns, IReadOnlyList<Dimension> Dimensions)
{
    private static readonly Dimension[] Shared =
        [Dimension.Referrer, Dimension.Channel, Dimension.Region, Dimension.Industry, Dimension.TechnologyField, Dimension.Agreement, Dimension.Unit, Dimension.Cluster];

    /// <summary>Referrals, by the date of the referral: what cohorts are made of.</summary>
    public static readonly Fact Referrals = new("referrals", "fct_referrals", "referred_date_key", TimeBasis.Cohort,
        [
            new("company_id", FactColumnKind.Identity), new("referral_id", FactColumnKind.Identity),
            new("is_company_matched", FactColumnKind.Flag), new("company_size", FactColumnKind.Text), new("state", FactColumnKind.Text),
            new("furthest_stage", FactColumnKind.Text), new("date_precision", FactColumnKind.Text),
            new("days_to_engagement", FactColumnKind.Number), new("days_to_research", FactColumnKind.Number), new("days_to_prototype", FactColumnKind.Number),
            new("days_to_product", FactColumnKind.Number), new("days_to_sales", FactColumnKind.Number), new("days_to_closed", FactColumnKind.Number),
        ],
        Shared);

    /// <summary>Engagements, by the day they start.</summary>
    public static readonly Fact Engagements = new("engagements", "fct_engagements", "started_date_key", TimeBasis.Event,
        [
            new("company_id", FactColumnKind.Identity), new("referral_id", FactColumnKind.Identity),
            new("company_size", FactColumnKind.Text), new("state", FactColumnKind.Text), new("date_precision", FactColumnKind.Text),
            new("duration_days", FactColumnKind.Number), new("days_from_referral", FactColumnKind.Number),
            new("contract_amount", FactColumnKind.Money), new("company_share_amount", FactColumnKind.Money),
        ],
        [.. Shared, Dimension.EngagementType, Dimension.ResearchStage]);

    /// <summary>Outcomes, by the day they occurred.</summary>
    public static readonly Fact Outcomes = new("outcomes", "fct_outcomes", "occurred_date_key", TimeBasis.Event,
        [
            new("company_id", FactColumnKind.Identity), new("referral_id", FactColumnKind.Identity),
            new("company_size", FactColumnKind.Text), new("verification", FactColumnKind.Text), new("date_precision", FactColumnKind.Text),
            new("is_attributable", FactColumnKind.Flag), new("is_model_case", FactColumnKind.Flag), new("is_first_model_case", FactColumnKind.Flag),
            new("days_from_referral", FactColumnKind.Number), new("quantity", FactColumnKind.Number), new("amount", FactColumnKind.Money),
        ],
        [.. Shared, Dimension.OutcomeType]);

    /// <summary>All facts that measures can be declared over.</summary>
    public static readonly IReadOnlyList<Fact> All = [Referrals, Engagements, Outcomes];

    /// <summary>The column of that name, or null.</summary>
    public FactColumn? Column(string name) => Columns.FirstOrDefault(c => c.Name == name);
}
