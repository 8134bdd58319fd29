using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>The grain of establishment counts: the region column and the industry column; an empty column means no split by it.</summary>
internal readonly record struct EstablishmentGrain(string RegionColumn, string IndustryColumn)
{
    // Finest first.
    private static readonly string[] Regions = ["municipality_code", "subregion_code", "prefecture_code", "area_code", "country_code"];
    private static readonly string[] Industries = ["group_code", "division_code"];

    /// <summary>True for slicers that can split establishment counts: years, regions and industries.</summary>
    public static bool IsCoordinate(SlicerDeclaration slicer) =>
        slicer.Kind == SlicerKind.Time ? slicer.Grain == TimeGrain.FiscalYear : slicer.AppliesTo(Fact.Establishments);

    /// <summary>The grains of the question's rows and of its totals, if figures per establishment are requested.</summary>
    public static IReadOnlyCollection<EstablishmentGrain> AllOf(Question question, DatasetState dataset) =>
        dataset.Has(Fact.Establishments)
        && question.Measures.Any(m => m.Facet == MeasureFacet.Per1000Establishments)
        && question.Slicers.All(IsCoordinate)
        && !question.Scope.IsOfSomeRows
            ? new[] { Of(question.Slicers), Of(question.Filters.Select(f => f.Slicer)) }.Distinct().ToList()
            : [];

    /// <summary>The grain of a cell filtered by these slicers: the finest column of each kind.</summary>
    public static EstablishmentGrain Of(IEnumerable<SlicerDeclaration> slicers)
    {
        var columns = slicers.Where(s => s.Dimension is not null).Select(s => s.CodeColumn!).ToHashSet(StringComparer.Ordinal);
        return new(Regions.FirstOrDefault(columns.Contains, ""), Industries.FirstOrDefault(columns.Contains, ""));
    }
}

/// <summary>Establishment counts of a dataset by year, region and industry, at the grains that a question needs. Immutable.</summary>
internal sealed class EstablishmentSheet
{
    public static readonly EstablishmentSheet Empty = new(new Dictionary<EstablishmentCell, EstablishmentCount>());

    private readonly IReadOnlyDictionary<EstablishmentCell, EstablishmentCount> _cells;

    public EstablishmentSheet(IReadOnlyDictionary<EstablishmentCell, EstablishmentCount> cells) => _cells = cells;

    /// <summary>Years with counts, in ascending order.</summary>
    public IReadOnlyList<int> Years => [.. _cells.Keys.Select(key => key.Year).Distinct().Order()];

    /// <summary>The count of a cell; null if it is missing or incomplete.</summary>
    public long? Of(EstablishmentGrain grain, int year, string region, string industry) =>
        _cells.TryGetValue(new(grain, year, region, industry), out var cell) && cell.IsWhole ? cell.Establishments : null;
}

/// <summary>A year, region and industry at a grain; a column that the grain does not split by is empty.</summary>
internal readonly record struct EstablishmentCell(EstablishmentGrain Grain, int Year, string Region, string Industry);

/// <summary>The establishment count of a cell, and whether it is complete.</summary>
internal readonly record struct EstablishmentCount(long Establishments, bool IsWhole);
