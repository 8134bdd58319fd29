using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>The measure of the year by institute: of American awards, by the agency that gave them.</summary>
public sealed class InstituteBars : BarRecipe
{
    public override string Name => "institutes";

    protected override string SlicerOf(Inquiry inquiry) => "institute";
}
