using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>The measure of the year by industry (major group).</summary>
public sealed class IndustryBars : BarRecipe
{
    public override string Name => "industries";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Industries.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "industry_group";
}
