using Analytics.Etl.Sources;

namespace Analytics.Etl.Load;

/// <summary>
/// What a batch's loaded rows brought: new ones (the first of their key), revised ones (the key was known, the content differs from the statement
/// that they follow in the order of revisions) and unchanged ones (they repeat it). Told once, when the batch is published.
/// </summary>
static class BatchRows
{
    /// <summary>The sources of live batches whose rows have not been told apart.</summary>
    public const string Untold = "select coalesce(array_agg(distinct source), '{}') from audit.batches where rows_new is null and state in ('loaded', 'published')";

    /// <summary>Tells the rows of all such batches of one source apart. Needs the publication's <c>measure_names</c>.</summary>
    public static string Tell(Source source)
    {
        // Beside an equal key only the rest can differ.
        var content = source.Fields.Where(field => !source.Key.Contains(field.Name)).Select(field => "r." + field.Name);
        var row = $"""
            select r.dataset_code, r.batch_id, r.ordinal, r.owner_code, {RowKey.Resolved(source, "r")} as row_key,
                   {(source.Revision is { } revision ? $"r.{revision}" : "null::date")} as revised_on, md5(row({string.Join(", ", content)})::text)::uuid as content
            from staging.live_{source.Name} r
            """;
        const string key = "dataset_code, owner_code, row_key";
        return $"""
            with untold as (
                select batch_id from audit.batches where source = '{source.Name}' and rows_new is null and state in ('loaded', 'published')
            ), brought as materialized (
                {row} where r.batch_id in (select batch_id from untold)
            ), known as (
                select s.* from ({row} where r.batch_id not in (select batch_id from untold)) s where ({key}) in (select {key} from brought)
            ), statements as (
                select batch_id, row_number() over (partition by {key} order by batch_id, ordinal) = 1 as is_new,
                       coalesce(content = lag(content) over (partition by {key} order by {(source.Revision is null ? "" : "revised_on nulls first, ")}batch_id, ordinal), false) as is_same
                from (select * from brought union all select * from known) s
            )
            update audit.batches b set rows_new = told.fresh, rows_revised = told.revised, rows_unchanged = told.unchanged
            from (
                select u.batch_id, count(*) filter (where s.is_new) as fresh, count(*) filter (where not s.is_new and not s.is_same) as revised,
                       count(*) filter (where not s.is_new and s.is_same) as unchanged
                from untold u left join statements s using (batch_id) group by u.batch_id
            ) told
            where b.batch_id = told.batch_id
            """;
    }
}
