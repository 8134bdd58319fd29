using Npgsql;

namespace Analytics.Tests.Etl.Load;

/// <summary>
/// The star as its readers could tell it: every open row of facts and bridges by natural keys and values, whatever ids and keys they happen to have.
/// Two installations that hold the same hold the
/// same rows.
/// </summary>
static class StarRows
{
    const string Tables = """
        select c.relname::text, array_agg(a.attname::text order by a.attnum)
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'mart'::regnamespace and c.relkind = 'p' and c.relname ~ '^(fct|brg)_'
        group by c.relname order by c.relname
        """;

    static readonly string[] Own = ["published_from", "published_to", "content_hash", "target_id", "survey_response_id", "attendance_id"];

    static readonly string[] Places = ["batch_id", "sheet", "line", "origins"];

    /// <summary>The rows without the places in files that they came from: of equal rows, a fact names the one that was published first.</summary>
    public static async Task<IReadOnlyList<string>> ValuesAsync(NpgsqlDataSource source, CancellationToken cancellation) =>
        await ReadAsync(source, cancellation, Places);

    public static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlDataSource source, CancellationToken cancellation, params string[] without)
    {
        var tables = new List<(string Name, string[] Columns)>();
        await using (var command = source.CreateCommand(Tables))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                tables.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1)));
        }

        var rows = new List<string>();
        foreach (var (name, columns) in tables)
        {
            await using var command = source.CreateCommand(
                $"""
                select '{name} ' || jsonb_build_object({string.Join(
                    ", ",
                    columns.Except(Own).Except(without).Select(column => $"'{column}', {Natural(column)}")
                )})::text
                from mart.{name} f where f.published_to = 2147483647 order by 1
                """
            );
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>A column's value by which another installation knows it, too.</summary>
    static string Natural(string column) =>
        column switch
        {
            "dataset_key" => "(select d.dataset_code from mart.dim_dataset d where d.dataset_key = f.dataset_key)",
            // A file by its content: a load that was broken off has used up a number.
            "batch_id" => "(select b.sha256 from audit.batches b where b.batch_id = f.batch_id)",
            "origins" => """
                (select jsonb_object_agg(o.key, o.value || jsonb_build_object('batch', (select b.sha256 from audit.batches b where b.batch_id = (o.value->>'batch')::integer))) from jsonb_each(f.origins) o)
                """,
            "case_id" => "(select k.case_key from mart.key_case k where k.case_id = f.case_id)",
            "company_id" => "(select min(k.identity) from mart.key_company k where k.dataset_key = f.dataset_key and k.company_id = f.company_id)",
            "referral_id" or "engagement_id" or "outcome_id" =>
                $"(select k.owner_code || '/' || k.number from mart.key_{column[..^3]} k where k.{column} = f.{column})",
            _ when column.EndsWith("_date_key", StringComparison.Ordinal) => $"f.{column}",
            _ when column.EndsWith("_key", StringComparison.Ordinal) && column[..^4] is var dimension =>
                $"(select to_jsonb(d) - array['{column}', 'dataset_key', 'company_id', 'region_key', 'industry_key', 'attributes_hash', 'batch_id', 'address'] from mart.dim_{dimension} d where d.{column} = f.{column})",
            _ => $"f.{column}",
        };
}
