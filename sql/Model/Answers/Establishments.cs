using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>How finely a cell cuts establishments: the columns of its region and of its industry; empty: it does not cut by that.</summary>
internal readonly record struct EstablishmentGrain(string RegionColumn, string IndustryColumn)
{
    // From the finest on.
    private static readonly string[] Regions = ["municipality_code", "subregion_code", "prefecture_code", "area_code", "country_code"];
    private static readonly string[] Industries = ["group_code", "division_code"];

    /// <summary>A slicer by which establishments can be told apart: they are known by whole years, regions and industries.</summary>
    public static bool IsCoordinate(SlicerDeclaration slicer) =>
        slicer.Kind == SlicerKind.Time ? slicer.Grain == TimeGrain.FiscalYear : slicer.AppliesTo(Fact.Establishments);

    /// <summary>The grains of a question's rows and of its totals, where any is asked of them.</summary>
    public static IReadOnlyCollection<EstablishmentGrain> AllOf(Question question, DatasetState dataset) =>
        dataset.Has(Fact.Establishments)
        && question.Measures.Any(m => m.Facet == MeasureFacet.Per1000Establishments)
        && question.Slicers.All(IsCoordinate)
        && !question.Scope.IsOfSomeRows
            ? new[] { Of(question.Slicers), Of(question.Filters.Select(f => f.Slicer)) }.Distinct().ToList()
            : [];

    /// <summary>The grain of a cell that is held by these slicers: the finest of each kind.</summary>
    public static EstablishmentGrain Of(IEnumerable<SlicerDeclaration> slicers)
    {
        var columns = slicers.Where(s => s.Dimension is not null).Select(s => s.CodeColumn!).ToHashSet(StringComparer.Ordinal);
        return new(Regions.FirstOrDefault(columns.Contains, ""), Industries.FirstOrDefault(columns.Contains, ""));
    }
}

/// <summary>Establishments of a dataset by year, region and industry, at the grains that a question needs. Immutable.</summary>
internal sealed class EstablishmentSheet
{
    public static readonly EstablishmentSheet Empty = new(new Dictionary<EstablishmentCell, EstablishmentCount>());

    private readonly IReadOnlyDictionary<EstablishmentCell, EstablishmentCount> _cells;

    public EstablishmentSheet(IReadOnlyDictionary<EstablishmentCell, EstablishmentCount> cells) => _cells = cells;

    /// <summary>Years of which anything is known, the first one first.</summary>
    public IReadOnlyList<int> Years => [.. _cells.Keys.Select(key => key.Year).Distinct().Order()];

    /// <summary>What is known of a cell; null where there is nothing, or not all of it.</summary>
    public long? Of(EstablishmentGrain grain, int year, string region, string industry) =>
        _cells.TryGetValue(new(grain, year, region, industry), out var cell) && cell.IsWhole ? cell.Establishments : null;
}

/// <summary>A year, region and industry at a grain; empty where the grain does not cut by it.</summary>
internal readonly record struct EstablishmentCell(EstablishmentGrain Grain, int Year, string Region, string Industry);

/// <summary>How many establishments a cell has, and whether these are all of them.</summary>
internal readonly record struct EstablishmentCount(long Establishments, bool IsWhole);
