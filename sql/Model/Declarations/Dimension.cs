namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// A conformed dimension that slicers can use: its table <c>mart.dim_{Name}</c>, joined by <c>{Name}_key</c>, and the columns that supply codes,
/// labels and order. <see cref="Bridge"/> names the bridge table if a referral can have several members.
/// </summary>
public sealed record Dimension(
    string Name,
    IReadOnlyList<string> CodeColumns,
    IReadOnlyList<string> LabelColumns,
    IReadOnlyList<string> SortColumns,
    string? Bridge = null
)
{
    public static readonly Dimension Region = new(
        "region",
        ["municipality_code", "subregion_code", "prefecture_code", "area_code", "country_code"],
        ["municipality_ja", "municipality_en", "subregion_ja", "subregion_en", "prefecture_ja", "prefecture_en", "area_ja", "area_en"],
        []
    );

    public static readonly Dimension Industry = new(
        "industry",
        ["division_code", "group_code"],
        ["division_ja", "division_en", "division_short_ja", "division_short_en", "group_ja", "group_en", "group_short_ja", "group_short_en"],
        []
    );

    public static readonly Dimension Cluster = new(
        "cluster",
        ["cluster_code", "programme_code", "sponsor_code"],
        ["name_ja", "name_en", "programme_ja", "programme_en", "sponsor_ja", "sponsor_en"],
        ["cluster_key"],
        Bridge: "brg_referral_cluster"
    );

    public static readonly Dimension Referrer = new(
        "referrer",
        ["bank_code", "branch_code"],
        ["bank_name", "bank_label_en", "branch_name", "branch_label_en"],
        []
    );
    public static readonly Dimension Unit = new("unit", ["institute_code", "unit_code"], ["institute_name", "institute_label_en", "unit_name"], []);
    public static readonly Dimension Agreement = new("agreement", ["agreement_code"], ["label", "agreement_number"], []);
    public static readonly Dimension TechnologyField = new("technology_field", ["technology_field_code"], ["label"], []);
    public static readonly Dimension Channel = Coded("channel");
    public static readonly Dimension EngagementType = Coded("engagement_type");
    public static readonly Dimension ResearchStage = Coded("research_stage");
    public static readonly Dimension OutcomeType = Coded("outcome_type");

    /// <summary>All dimensions that slicers can use.</summary>
    public static readonly IReadOnlyList<Dimension> All =
    [
        Region,
        Industry,
        Cluster,
        Referrer,
        Unit,
        Agreement,
        TechnologyField,
        Channel,
        EngagementType,
        ResearchStage,
        OutcomeType,
    ];

    /// <summary>The column that a measure's conditions compare, if the dimension has a natural code.</summary>
    internal string NaturalCode => $"{Name}_code";

    private static Dimension Coded(string name) => new(name, [$"{name}_code"], ["label_ja", "label_en"], ["sort"]);
}
