using Analytics.Etl.Sources;
using Analytics.Etl.Staging;

namespace Analytics.Etl.Publish;

/// <summary>
/// What a batch's loaded rows brought: new ones (the first of their key), revised ones (the key was known, the content differs from the statement
/// that they follow in the order of revisions) and unchanged ones (they repeat it). Told once, when the batch is published.
/// </summary>
static class BatchRows
{
    /// <summary>The sources of the touched dataset's live batches whose rows have not been told apart.</summary>
    public const string Untold =
        "select coalesce(array_agg(distinct source), '{}') from audit.batches join live_batches using (batch_id) where rows_new is null";

    /// <summary>Those batches of one source.</summary>
    public static string UntoldOf(Source source) =>
        $"select array_agg(batch_id) from audit.batches join live_batches using (batch_id) where source = '{source.Name}' and rows_new is null";

    /// <summary>Tells the rows of all such batches of one source apart. Needs the publication's <c>measure_names</c>.</summary>
    /// <param name="batches">Named one by one, so that the planner knows how many rows they have.</param>
    public static string Tell(Source source, IReadOnlyList<int> batches)
    {
        var untold = string.Join(", ", batches);
        var rows = SourceRows.Of(source);
        // Beside an equal key only the rest can differ.
        var content = source.Fields.Where(field => !source.Key.Contains(field.Name)).Select(field => rows.Value("r", field.Name));
        var statement = $"""
            select r.batch_id, r.ordinal, r.owner_code, {RowKey.Resolved(source, "r")} as row_key, {(
                source.Revision is { } revision ? $"({rows.Value("r", revision)})::date" : "null::date"
            )} as revised_on
            """;
        // Where an index has the key, the rows that a batch may follow are found by it.
        var sought = string.Join(", ", rows.Sought);
        var known = rows.Sought is [] ? "" : $"join untold_keys k using ({sought})";
        return $"""
            create temp table untold on commit drop as
            select unnest(array[{untold}]) as batch_id;
            analyze untold;
            {(
                rows.Sought is []
                    ? ""
                    : $"create temp table untold_keys on commit drop as select distinct {sought} from {rows.Table} r where r.batch_id in ({untold}); analyze untold_keys;"
            )}
            create temp table statements on commit drop as
            {statement} from {rows.Table} r where r.batch_id in ({untold});
            -- First those of the keys, whatever their batches: a row is looked for by what is rarest. Of a source's first batches there are none.
            create temp table earlier on commit drop as
            select r.* from {rows.Table} r {known} where {rows.IsMine("r")} and r.batch_id not in ({untold})
            and exists (select from audit.batches join live_batches using (batch_id) where source = '{source.Name}' and rows_new is not null);
            insert into statements
            select s.* from ({statement} from earlier r join live_batches b using (batch_id)) s
            where (s.owner_code, s.row_key) in (select owner_code, row_key from statements);
            -- What a row says matters only where its key comes several times.
            create temp table repeated on commit drop as
            select owner_code, row_key from statements group by owner_code, row_key having count(*) > 1;
            analyze statements; analyze repeated;
            create temp table repetitions on commit drop as
            select s.*, md5(row({string.Join(", ", content)})::text)::uuid as content
            from repeated join statements s using (owner_code, row_key) join {rows.Table} r on r.batch_id = s.batch_id and r.ordinal = s.ordinal;
            with told_apart as (
                select batch_id, true as is_new, false as is_same from statements s
                where not exists (select from repeated r where r.owner_code = s.owner_code and r.row_key = s.row_key)
                union all
                select batch_id, row_number() over (partition by owner_code, row_key order by batch_id, ordinal) = 1,
                       coalesce(content = lag(content) over (partition by owner_code, row_key
                                                             order by {(source.Revision is null ? "" : "revised_on nulls first, ")}batch_id, ordinal), false)
                from repetitions
            )
            update audit.batches b set rows_new = told.fresh, rows_revised = told.revised, rows_unchanged = told.unchanged
            from (
                select u.batch_id, count(*) filter (where s.is_new) as fresh, count(*) filter (where not s.is_new and not s.is_same) as revised,
                       count(*) filter (where not s.is_new and s.is_same) as unchanged
                from untold u left join told_apart s using (batch_id) group by u.batch_id
            ) told
            where b.batch_id = told.batch_id;
            drop table untold, statements, earlier, repeated, repetitions; drop table if exists untold_keys;
            """;
    }
}
