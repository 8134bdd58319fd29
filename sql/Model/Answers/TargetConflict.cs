namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Targets of one measure and year that cannot all be right. Either the regions within a whole (all regions, or one) add up to more than its target,
/// or to a different figure although every region has a target; or one cluster's target exceeds that of all clusters. Checked only for additive
/// measures.
/// </summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="FiscalYear">Fiscal year of the targets.</param>
/// <param name="Region">Code of the region that is the whole; empty for all regions.</param>
/// <param name="RegionLabel">Its name.</param>
/// <param name="Cluster">Code of the targets' cluster; empty for all clusters.</param>
/// <param name="ClusterLabel">Its name.</param>
/// <param name="IsOfCluster">True: one cluster against all clusters; false: regions against the region that contains them.</param>
/// <param name="Parts">Sum of the parts; amounts in minor units, as in the sheet.</param>
/// <param name="Whole">Target of the whole.</param>
/// <param name="Regions">Codes of the regions that are summed.</param>
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
    /// <summary>The grains of the conflicting targets.</summary>
    internal IEnumerable<TargetGrain> Grains =>
        IsOfCluster
            ? [new(FiscalYear, Region, ""), new(FiscalYear, Region, Cluster)]
            : Regions.Select(region => new TargetGrain(FiscalYear, region, Cluster)).Append(new(FiscalYear, Region, Cluster));
}
