using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// The targets of one dataset and publication, and the conflicts among them. Values as in the sheet: amounts in minor units. Immutable.
/// </summary>
public sealed record TargetSheet(IReadOnlyList<TargetRow> Rows, IReadOnlyList<TargetConflict> Conflicts)
{
    public static readonly TargetSheet Empty = new([], []);

    /// <summary>The slicers of a catalog that targets can be set by, other than the fiscal year.</summary>
    public static IReadOnlyList<SlicerDeclaration> Slicers(ModelCatalog catalog) =>
        [.. catalog.Slicers.Values.Where(s => TargetGrain.IsCoordinate(s) && s.Dimension is not null)];
}

/// <summary>One target: its measure, year, region and cluster (empty: all), and its members by slicer.</summary>
public sealed record TargetRow(string Measure, int FiscalYear, string Region, string Cluster, decimal Value, IReadOnlyDictionary<string, MemberEntry> Members);
