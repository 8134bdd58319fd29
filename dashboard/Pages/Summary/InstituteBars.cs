using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Summary;

/// <summary>The measure of the year by institute: of American awards, by the agency that gave them.</summary>
public sealed class InstituteBars : BarRecipe
{
    public override string Name => "institutes";

    protected override string SlicerOf(Inquiry inquiry) => "institute";
}
