using Analytics.Etl.Sources;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The same number with the same 更新日 and different content twice in one file: nobody can say which holds, so all of them are
/// rejected and what was published before stays. Equal rows are duplicates and stay; they change nothing.
/// </summary>
static class KeyConflicts
{
    /// <summary>Takes conflicting rows of a batch out of the warehouse and tells each as a finding; returns how many.</summary>
    public static async Task<int> RejectAsync(NpgsqlConnection connection, Source source, int batchId, List<BatchFinding> findings, CancellationToken cancellation)
    {
        var rows = SourceRows.Of(source);
        // Compared as arrays, in which unknown parts are equal: rows are found by hashing, however little the planner knows of a file that has just come.
        string[] columns = [.. source.Key, .. source.Revision is { } revision ? [revision] : Array.Empty<string>()];
        var keys = $"array[{string.Join(", ", columns.Select(key => rows.Text("r", key)).Prepend("r.owner_code"))}]";
        var content = string.Join(", ", source.Fields.Select(field => rows.Value("r", field.Name)));
        await using var command = new NpgsqlCommand($"""
            with conflicting as materialized (
                select {keys} as keys, array_agg(r.line order by r.ordinal) as lines from {rows.Table} r where r.batch_id = @batch
                group by {string.Join(", ", columns.Select(key => rows.Value("r", key)).Prepend("r.owner_code"))} having count(distinct md5(row({content})::text)) > 1
            )
            delete from {rows.Table} r using conflicting c
            where r.batch_id = @batch and {keys} = c.keys
            returning r.sheet, r.line, concat_ws(' / ', {string.Join(", ", source.Key.Select(key => rows.Text("r", key)))}), c.lines, r.owner_code, {RowKey.Written(source, "r")}
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("batch", batchId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var header = string.Join(" / ", source.Key.Select(key => source.Columns.First(column => column.Name == key).Header));
        var count = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var lines = string.Join(", ", reader.GetFieldValue<int[]>(3).Distinct());
            var rule = LoadRules.KeyConflict;
            findings.Add(new("rejected", reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetInt32(1), header, reader.GetString(2), rule.Code, rule.Reason.With(lines), rule.Mend)
            {
                Owner = reader.GetString(4),
                Key = reader.GetFieldValue<string?[]>(5),
            });
            count++;
        }

        return count;
    }
}
