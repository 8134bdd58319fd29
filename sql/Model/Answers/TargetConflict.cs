namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Targets of one measure and year that cannot all be right: those of the regions within a whole (all regions, or one) add up to more than the
/// whole's, or to another
/// figure although every region has one; or that of a cluster is above that of all clusters. Only of measures whose parts add up is that a contradiction.
/// </summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="FiscalYear">Year of the targets.</param>
/// <param name="Region">Code of the whole's region; empty: all.</param>
/// <param name="RegionLabel">Its name.</param>
/// <param name="Cluster">Code of the cluster that the targets are of; empty: all.</param>
/// <param name="ClusterLabel">Its name.</param>
/// <param name="IsOfCluster">True: one cluster against all; false: regions against what they lie in.</param>
/// <param name="Parts">What the parts add up to; amounts in minor units, as in the sheet.</param>
/// <param name="Whole">The target of the whole.</param>
/// <param name="Regions">Codes of the regions that the parts are of.</param>
public sealed record TargetConflict(
    string Measure,
    int FiscalYear,
    string Region,
    Bilingual RegionLabel,
    string Cluster,
    Bilingual ClusterLabel,
    bool IsOfCluster,
    decimal Parts,
    decimal Whole,
    IReadOnlyList<string> Regions
)
{
    /// <summary>Where the targets stand that contradict each other.</summary>
    internal IEnumerable<TargetGrain> Grains =>
        IsOfCluster
            ? [new(FiscalYear, Region, ""), new(FiscalYear, Region, Cluster)]
            : Regions.Select(region => new TargetGrain(FiscalYear, region, Cluster)).Append(new(FiscalYear, Region, Cluster));
}
