using Analytics.Etl.Sources;

namespace Analytics.Etl.Load;

/// <summary>
/// What a batch's loaded rows brought: new ones (the first of their key), revised ones (the key was known, the content differs from the statement
/// that they follow in the order of revisions) and unchanged ones (they repeat it). Told once, when the batch is published.
/// </summary>
static class BatchRows
{
    /// <summary>The sources of the touched dataset's live batches whose rows have not been told apart.</summary>
    public const string Untold = "select coalesce(array_agg(distinct source), '{}') from audit.batches join live_batches using (batch_id) where rows_new is null";

    /// <summary>Tells the rows of all such batches of one source apart. Needs the publication's <c>measure_names</c>.</summary>
    public static string Tell(Source source)
    {
        var rows = SourceRows.Of(source);
        // Beside an equal key only the rest can differ.
        var content = source.Fields.Where(field => !source.Key.Contains(field.Name)).Select(field => rows.Value("r", field.Name));
        var row = $"""
            select r.batch_id, r.ordinal, r.owner_code, {RowKey.Resolved(source, "r")} as row_key,
                   {(source.Revision is { } revision ? $"({rows.Value("r", revision)})::date" : "null::date")} as revised_on, md5(row({string.Join(", ", content)})::text)::uuid as content
            """;
        // Where an index has the key, the rows that a batch may follow are found by it.
        var sought = string.Join(", ", rows.Sought);
        var known = rows.Sought is [] ? "" : $"join untold_keys k using ({sought})";
        return $"""
            create temp table untold on commit drop as
            select batch_id from audit.batches join live_batches using (batch_id) where source = '{source.Name}' and rows_new is null;
            analyze untold;
            {(rows.Sought is [] ? "" : $"create temp table untold_keys on commit drop as select distinct {sought} from {rows.Table} r join untold using (batch_id); analyze untold_keys;")}
            create temp table statements on commit drop as
            {row} from {rows.Table} r where r.batch_id in (select batch_id from untold);
            create index on statements (row_key);
            analyze statements;
            -- First those of the keys, whatever their batches: a row is looked for by what is rarest.
            create temp table earlier on commit drop as
            select r.* from {rows.Table} r {known} where {rows.IsMine("r")} and r.batch_id not in (select batch_id from untold);
            analyze earlier;
            insert into statements
            select s.* from ({row} from earlier r join live_batches b using (batch_id)) s
            where (s.owner_code, s.row_key) in (select owner_code, row_key from statements);
            with told_apart as (
                select batch_id, row_number() over (partition by owner_code, row_key order by batch_id, ordinal) = 1 as is_new,
                       coalesce(content = lag(content) over (partition by owner_code, row_key
                                                             order by {(source.Revision is null ? "" : "revised_on nulls first, ")}batch_id, ordinal), false) as is_same
                from statements
            )
            update audit.batches b set rows_new = told.fresh, rows_revised = told.revised, rows_unchanged = told.unchanged
            from (
                select u.batch_id, count(*) filter (where s.is_new) as fresh, count(*) filter (where not s.is_new and not s.is_same) as revised,
                       count(*) filter (where not s.is_new and s.is_same) as unchanged
                from untold u left join told_apart s using (batch_id) group by u.batch_id
            ) told
            where b.batch_id = told.batch_id;
            drop table untold, statements, earlier; drop table if exists untold_keys;
            """;
    }
}
