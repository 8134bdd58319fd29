using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>The measure of the year by cluster; a case of several clusters stands in each of them.</summary>
public sealed class ClusterBars : BarRecipe
{
    public override string Name => "clusters";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Clusters.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "cluster";

    protected override IEnumerable<string> NotesOf(Inquiry inquiry) => [inquiry.T["clusters.inherit"]];
}
