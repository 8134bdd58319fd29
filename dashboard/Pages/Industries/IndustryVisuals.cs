using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Industries;

/// <summary>The measure by division of the industry classification; narrowed to one, there is nothing to compare.</summary>
public sealed class DivisionBars : BarRecipe
{
    public override string Name => "divisions";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Industries.Count > 1;

    protected override string SlicerOf(Inquiry inquiry) => "industry_division";
}

/// <summary>The measure by year, a line per industry (major group).</summary>
public sealed class IndustryTrend : TrendRecipe
{
    public override string Name => "industry-trend";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Industries.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "industry_group";
}

/// <summary>The industries' year in one table.</summary>
public sealed class IndustrySummary : SummaryRecipe
{
    public override string Name => "industry-summary";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Industries.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "industry_group";

    protected override IEnumerable<string> NotesOf(Inquiry inquiry) => [inquiry.T["industries.own-day"]];
}

/// <summary>Where the industries' cases come from.</summary>
public sealed class IndustryRegions : MatrixRecipe
{
    public override string Name => "industry-regions";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Industries.Count > 0;

    protected override string RowsOf(Inquiry inquiry) => "industry_group";

    protected override string ColumnsOf(Inquiry inquiry) => inquiry.Level;

    protected override string WordOf(Inquiry inquiry) => inquiry.T["level.industry-region"];
}
