using System.Collections;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The same number with the same 更新日 and different content twice in one file: nobody can say which holds, so all of them are
/// rejected and what was published before stays. Equal rows are duplicates and stay; they change nothing.
/// </summary>
static class KeyConflicts
{
    /// <summary>So many lines of a key are told; a file may repeat one number from its first row to its last.</summary>
    const int Most = 10;

    /// <summary>
    /// Takes conflicting rows of a batch out of the warehouse and tells each as a finding; returns their ordinals, as bits, and how many they are.
    /// The server does both: nothing of the rows comes here.
    /// </summary>
    public static async Task<(BitArray Ordinals, int Count)> RejectAsync(
        NpgsqlConnection connection,
        Source source,
        int batchId,
        string dataset,
        int rowsRead,
        CancellationToken cancellation
    )
    {
        var rows = SourceRows.Of(source);
        // Compared as arrays, in which unknown parts are equal: rows are found by hashing, however little the planner knows of a file that has just come.
        string[] columns = [.. source.Key, .. source.Revision is { } revision ? [revision] : Array.Empty<string>()];
        var keys = $"array[{string.Join(", ", columns.Select(key => rows.Text("r", key)).Prepend("r.owner_code"))}]";
        var content = string.Join(", ", source.Fields.Select(field => rows.Value("r", field.Name)));
        await using var command = new NpgsqlCommand(
            $"""
            with conflicting as materialized (
                select keys, array_to_string(lines[1:{Most}], ', ') || case when cardinality(lines) > {Most} then ', …' else '' end as lines
                from (
                    select {keys} as keys, array_agg(distinct r.line) as lines from {rows.Table} r where r.batch_id = @batch
                    group by {string.Join(
                ", ",
                columns.Select(key => rows.Value("r", key)).Prepend("r.owner_code")
            )} having count(distinct md5(row({content})::text)) > 1
                ) k
            ), gone as (
                delete from {rows.Table} r using conflicting c
                where r.batch_id = @batch and {keys} = c.keys
                returning r.ordinal, r.sheet, r.line, concat_ws(' / ', {string.Join(
                ", ",
                source.Key.Select(key => rows.Text("r", key))
            )}) as key, c.lines, r.owner_code, {RowKey.Written(source, "r")} as row_key
            ), told as (
                insert into audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, owner_code, row_key)
                select 'rejected', 'load', @dataset, @batch, sheet, line, @header, key, @rule, replace(@ja, @place, lines), replace(@en, @place, lines), @mend_ja, @mend_en, owner_code, row_key from gone order by ordinal
            )
            select ordinal from gone
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        var rule = LoadRules.KeyConflict;
        foreach (
            var (name, value) in new (string, object)[]
            {
                ("batch", batchId),
                ("dataset", dataset),
                ("header", string.Join(" / ", source.Key.Select(key => source.Columns.First(column => column.Name == key).Header))),
                ("rule", rule.Code),
                ("ja", rule.Reason.Ja),
                ("en", rule.Reason.En),
                ("place", "{0}"),
                ("mend_ja", rule.Mend.Ja),
                ("mend_en", rule.Mend.En),
            }
        )
            command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (ordinals, count) = (new BitArray(rowsRead + 1), 0);
        while (await reader.ReadAsync(cancellation))
        {
            ordinals[reader.GetInt32(0)] = true;
            count++;
        }

        return (ordinals, count);
    }
}
