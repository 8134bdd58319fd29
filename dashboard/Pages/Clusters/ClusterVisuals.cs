using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Clusters;

/// <summary>The measure by year, a line per cluster.</summary>
public sealed class ClusterTrend : TrendRecipe
{
    public override string Name => "cluster-trend";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Clusters.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "cluster";
}

/// <summary>The clusters' year in one table.</summary>
public sealed class ClusterSummary : SummaryRecipe
{
    public override string Name => "cluster-summary";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Clusters.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "cluster";

    protected override IEnumerable<string> NotesOf(Inquiry inquiry) => [inquiry.T["clusters.inherit"]];
}

/// <summary>The measure by the programme that a cluster belongs to.</summary>
public sealed class ProgrammeBars : BarRecipe
{
    public override string Name => "programmes";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Clusters.Count > 0;

    protected override string SlicerOf(Inquiry inquiry) => "programme";
}

/// <summary>Where the clusters' cases come from.</summary>
public sealed class ClusterRegions : MatrixRecipe
{
    public override string Name => "cluster-regions";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Clusters.Count > 0;

    protected override string RowsOf(Inquiry inquiry) => "cluster";

    protected override string ColumnsOf(Inquiry inquiry) => inquiry.Level;

    protected override string WordOf(Inquiry inquiry) => inquiry.T["level.cluster-region"];
}
