using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Reads a dataset's targets and the conflicts among them.</summary>
internal static class TargetReader
{
    /// <summary>Reads them from Postgres.</summary>
    public static async Task<TargetSheet> ReadAsync(NpgsqlConnection connection, DatasetState dataset, ModelCatalog catalog, CancellationToken cancellation)
    {
        if (!dataset.HasTargets)
        {
            return TargetSheet.Empty;
        }

        var slicers = TargetSheet.Slicers(catalog);
        var text = FactStatement.Fill(
            "Model/Postgres/Statements/targets.sql",
            ("version", dataset.VersionCondition("f")),
            ("columns", string.Join(", ", slicers.SelectMany(Columns).DefaultIfEmpty("null")))
        );
        await using var command = new NpgsqlCommand(text, connection);
        dataset.Bind(command.Parameters);
        var rows = new List<TargetRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var members = slicers.Select((slicer, index) => FiguresReader.ReadMember(reader, slicer, 5 + index * FactStatement.ColumnsPerSlicer));
                rows.Add(
                    new TargetRow(
                        reader.GetString(0),
                        reader.GetInt32(1),
                        reader.GetString(2),
                        reader.GetString(3),
                        reader.GetInt64(4),
                        members.ToDictionary(m => m.Slicer, StringComparer.Ordinal)
                    )
                );
            }
        }

        return new TargetSheet(rows, await ConflictsAsync(connection, dataset, cancellation));
    }

    private static IEnumerable<string> Columns(SlicerDeclaration slicer)
    {
        var name = slicer.Dimension!.Name;
        return
        [
            $"{name}.{slicer.CodeColumn}",
            $"{name}.{slicer.LabelColumnJa}",
            $"{name}.{slicer.LabelColumnEn}",
            slicer.SortColumn is null ? "0::bigint" : $"{name}.{slicer.SortColumn}::bigint",
        ];
    }

    private static async Task<IReadOnlyList<TargetConflict>> ConflictsAsync(NpgsqlConnection connection, DatasetState dataset, CancellationToken cancellation)
    {
        var found = new List<(TargetConflict Conflict, bool IsComplete, string[] Prefectures, string[] Areas)>();
        await using (var command = Command("Model/Postgres/Statements/target_sums.sql"))
        {
            command.Parameters.AddWithValue("start_month", dataset.Calendar.StartMonth);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add(
                    (
                        new TargetConflict(
                            row.GetString(0),
                            row.GetInt32(1),
                            row.GetString(2),
                            new(row.GetString(3), row.GetString(4)),
                            row.GetString(5),
                            new(row.GetString(6), row.GetString(7)),
                            row.GetBoolean(8),
                            row.GetInt64(9),
                            row.GetInt64(10),
                            row.GetFieldValue<string[]>(12)
                        ),
                        row.GetBoolean(11),
                        row.GetFieldValue<string[]>(13),
                        row.GetFieldValue<string[]>(14)
                    )
                );
            }
        }

        var conflicts = new List<TargetConflict>();
        var elsewhere = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (conflict, isComplete, prefectures, areas) in found.Where(f => f.IsComplete))
        {
            // Regional targets below the overall target are no conflict if the dataset has rows in other regions.
            var leavesRoom =
                conflict is { IsOfCluster: false, Region: "" } && conflict.Parts < conflict.Whole && await HasRowsElsewhereAsync(prefectures, areas);
            if (!leavesRoom)
            {
                conflicts.Add(conflict);
            }
        }

        return conflicts;

        async Task<bool> HasRowsElsewhereAsync(string[] prefectures, string[] areas)
        {
            var key = string.Join(' ', prefectures.Concat(areas));
            if (!elsewhere.TryGetValue(key, out var has))
            {
                await using var command = Command("Model/Postgres/Statements/rows_elsewhere.sql");
                command.Parameters.AddWithValue("prefectures", prefectures);
                command.Parameters.AddWithValue("areas", areas);
                elsewhere[key] = has = (bool)(await command.ExecuteScalarAsync(cancellation))!;
            }

            return has;
        }

        NpgsqlCommand Command(string statement)
        {
            var command = new NpgsqlCommand(FactStatement.Fill(statement, ("version", dataset.VersionCondition("f"))), connection);
            dataset.Bind(command.Parameters);
            return command;
        }
    }
}
