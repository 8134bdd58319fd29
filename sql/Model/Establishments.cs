using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>How finely a cell cuts establishments: the columns of its region and of its industry; empty: it does not cut by that.</summary>
internal readonly record struct EstablishmentGrain(string RegionColumn, string IndustryColumn)
{
    // From the finest on.
    private static readonly string[] Regions = ["municipality_code", "subregion_code", "prefecture_code", "area_code", "country_code"];
    private static readonly string[] Industries = ["group_code", "division_code"];

    /// <summary>A slicer by which establishments can be told apart: they are known by whole years, regions and industries.</summary>
    public static bool IsCoordinate(SlicerDeclaration slicer) => slicer.Kind == SlicerKind.Time ? slicer.Grain == TimeGrain.FiscalYear : slicer.AppliesTo(Fact.Establishments);

    /// <summary>The grains of a question's rows and of its totals, where any is asked of them.</summary>
    public static IReadOnlyCollection<EstablishmentGrain> AllOf(Question question, DatasetState dataset) =>
        dataset.Has(Fact.Establishments) && question.Measures.Any(m => m.Facet == MeasureFacet.Per1000Establishments) && question.Slicers.All(IsCoordinate) && !question.Scope.IsOfSomeRows
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
    public static readonly EstablishmentSheet Empty = new();

    private readonly Dictionary<(EstablishmentGrain Grain, int Year, string Region, string Industry), (long Establishments, bool IsWhole)> _cells = [];

    /// <summary>Years of which anything is known, the first one first.</summary>
    public IReadOnlyList<int> Years => [.. _cells.Keys.Select(key => key.Year).Distinct().Order()];

    /// <summary>What is known of a cell; null where there is nothing, or not all of it.</summary>
    public long? Of(EstablishmentGrain grain, int year, string region, string industry) =>
        _cells.TryGetValue((grain, year, region, industry), out var cell) && cell.IsWhole ? cell.Establishments : null;

    public static async Task<EstablishmentSheet> ReadAsync(NpgsqlConnection connection, DatasetState dataset, IReadOnlyCollection<EstablishmentGrain> grains, CancellationToken cancellation)
    {
        var sheet = new EstablishmentSheet();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var grain in grains)
        {
            batch.BatchCommands.Add(Command(grain, dataset));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var grain in grains)
        {
            while (await reader.ReadAsync(cancellation))
            {
                sheet._cells[(grain, reader.GetInt32(0), reader.GetString(1), reader.GetString(2))] = (reader.GetInt64(3), reader.GetBoolean(4));
            }

            await reader.NextResultAsync(cancellation);
        }

        return sheet;
    }

    /// <summary>The statement that reads all of one grain.</summary>
    public static NpgsqlBatchCommand Command(EstablishmentGrain grain, DatasetState dataset)
    {
        var command = new NpgsqlBatchCommand(Text(grain, dataset));
        dataset.Bind(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<int>("first_month", dataset.Calendar.StartMonth));
        return command;
    }

    private static string Text(EstablishmentGrain grain, DatasetState dataset) => FactStatement.Fill("Model/Statements/establishments.sql",
        ("region", grain.RegionColumn.Length == 0 ? "''" : $"r.{grain.RegionColumn}"),
        ("industry", grain.IndustryColumn.Length == 0 ? "''" : $"i.{grain.IndustryColumn}"),
        ("version", dataset.VersionCondition("f")),
        ("whole_industry", grain.IndustryColumn switch
        {
            "group_code" => "true",
            "division_code" => "(bool_and(k.is_division) or (k.counted_year, k.industry) not in (select counted_year, division_code from divisions_in_part))",
            // No census of businesses counts public service (S) and what cannot be classified (T).
            _ => "not exists (select from divisions_in_part p where p.counted_year = k.counted_year and p.division_code not in ('S', 'T') and p.division_code <> all(coalesce(array_agg(k.division_code) filter (where k.is_division), '{}')))",
        }));
}
