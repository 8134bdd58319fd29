using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>The targets of one dataset and publication, and which of them contradict each other, as an engine keeps them. Values as in the sheet: amounts in minor units. Immutable.</summary>
public sealed record TargetSheet(IReadOnlyList<TargetRow> Rows, IReadOnlyList<TargetConflict> Conflicts)
{
    public static readonly TargetSheet Empty = new([], []);

    /// <summary>The slicers of a catalogue that targets are set by, the fiscal year aside.</summary>
    public static IReadOnlyList<SlicerDeclaration> Slicers(ModelCatalog catalog) => [.. catalog.Slicers.Values.Where(s => TargetGrain.IsCoordinate(s) && s.Dimension is not null)];

    /// <summary>Reads them from Postgres.</summary>
    public static async Task<TargetSheet> ReadAsync(NpgsqlConnection connection, DatasetState dataset, ModelCatalog catalog, CancellationToken cancellation)
    {
        if (!dataset.HasTargets)
        {
            return Empty;
        }

        var slicers = Slicers(catalog);
        var text = FactStatement.Fill("Model/Statements/targets.sql", ("version", dataset.VersionCondition("f")), ("columns", string.Join(", ", slicers.SelectMany(Columns).DefaultIfEmpty("null"))));
        await using var command = new NpgsqlCommand(text, connection);
        dataset.Bind(command.Parameters);
        var rows = new List<TargetRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var members = slicers.Select((slicer, index) => MemberEntry.Read(reader, slicer, 5 + index * FactStatement.ColumnsPerSlicer));
                rows.Add(new TargetRow(
                    reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), members.ToDictionary(m => m.Slicer, StringComparer.Ordinal)));
            }
        }

        return new TargetSheet(rows, await TargetConflict.ReadAsync(connection, dataset, cancellation));
    }

    private static IEnumerable<string> Columns(SlicerDeclaration slicer)
    {
        var name = slicer.Dimension!.Name;
        return [$"{name}.{slicer.CodeColumn}", $"{name}.{slicer.LabelColumnJa}", $"{name}.{slicer.LabelColumnEn}", slicer.SortColumn is null ? "0::bigint" : $"{name}.{slicer.SortColumn}::bigint"];
    }
}

/// <summary>One target: of which measure, for which year, region and cluster (empty: all), and its members by slicer.</summary>
public sealed record TargetRow(string Measure, int FiscalYear, string Region, string Cluster, decimal Value, IReadOnlyDictionary<string, MemberEntry> Members);
