using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>The targets of some measures in one dataset and publication, and the rows at which they are set. Values as in the sheet: amounts in minor units.</summary>
internal sealed class Targets
{
    private readonly Dictionary<(string Measure, TargetGrain Grain), decimal> _values = [];
    private readonly List<RowKey> _rows = [];

    public IReadOnlyList<RowKey> Rows => _rows;

    public MemberBook Members { get; } = new();

    public decimal? Of(string measure, TargetGrain grain) => _values.TryGetValue((measure, grain), out var value) ? value : null;

    public static async Task<Targets> ReadAsync(NpgsqlConnection connection, DatasetState dataset, Question question, CancellationToken cancellation)
    {
        var targets = new Targets();
        string[] measures = [.. question.Measures.Where(m => m.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment).Select(m => m.Measure.Name).Distinct()];
        if (measures.Length == 0 || !dataset.HasTargets || !question.Slicers.All(TargetGrain.IsCoordinate))
        {
            return targets;
        }

        await targets.ReadValuesAsync(connection, dataset, measures, cancellation);
        if (question.By.Count > 0)
        {
            await targets.ReadRowsAsync(connection, dataset, question, measures, cancellation);
        }

        return targets;
    }

    private async Task ReadValuesAsync(NpgsqlConnection connection, DatasetState dataset, string[] measures, CancellationToken cancellation)
    {
        await using var command = Command(connection, dataset, measures, "Model/Statements/targets.sql");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            _values[(reader.GetString(0), new TargetGrain(reader.GetInt32(1), reader.GetString(2), reader.GetString(3)))] = reader.GetInt64(4);
        }
    }

    private async Task ReadRowsAsync(NpgsqlConnection connection, DatasetState dataset, Question question, string[] measures, CancellationToken cancellation)
    {
        await using var command = Command(connection, dataset, measures, "Model/Statements/target_rows.sql",
            ("columns", string.Join(", ", question.By.SelectMany(Columns))),
            ("conditions", string.Join('\n', question.Filters.Select((f, index) => $"  and {Code(f.Slicer)} = any(@p{index})"))),
            ("group", string.Join(", ", question.By.Select((_, index) => index * FactStatement.ColumnsPerSlicer + 1))));
        for (var index = 0; index < question.Filters.Count; index++)
        {
            command.Parameters.Add(new NpgsqlParameter<string[]>($"p{index}", [.. question.Filters[index].Codes]));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            _rows.Add(Members.ReadRow(reader, question.By));
        }
    }

    private static IEnumerable<string> Columns(SlicerDeclaration slicer) => slicer.Dimension is not { } dimension
        ? [Code(slicer), "null::text", "null::text", "0::bigint"]
        : [Code(slicer), $"max({dimension.Name}.{slicer.LabelColumnJa})", $"max({dimension.Name}.{slicer.LabelColumnEn})", slicer.SortColumn is null ? "0::bigint" : $"min({dimension.Name}.{slicer.SortColumn})::bigint"];

    private static string Code(SlicerDeclaration slicer) => slicer.Dimension is { } dimension ? $"{dimension.Name}.{slicer.CodeColumn}" : "f.fiscal_year::text";

    private static NpgsqlCommand Command(NpgsqlConnection connection, DatasetState dataset, string[] measures, string path, params (string Place, string Text)[] parts)
    {
        var command = new NpgsqlCommand(FactStatement.Fill(path, [("version", dataset.VersionCondition("f")), .. parts]), connection);
        dataset.Bind(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<string[]>("measures", measures));
        return command;
    }
}
