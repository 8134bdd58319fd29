using Analytics.Etl.Sources;
using Analytics.Etl.Staging;

namespace Analytics.Etl.Publish;

/// <summary>
/// Which of the rows that loading rejected still stand (<c>rejected_rows</c>, see <c>sql/marts</c>): a corrected file mends them, a file that is still wrong
/// rejects them anew and takes their place. A row whose key could not be read is replaced when a later batch, no shorter, brings all rows of its batch
/// again: then the whole ledger was sent anew, and that row with it.
/// </summary>
static class RejectedRows
{
    /// <summary>The sources that have such rows.</summary>
    public const string Sources = "select coalesce(array_agg(distinct source), '{}') from rejected_rows";

    /// <summary>
    /// Tells of one source's rejected rows whether they stand. Looks for their keys, and compares whole batches only where one is pending that could
    /// replace another.
    /// </summary>
    public static string Judge(Source source)
    {
        var rows = SourceRows.Of(source);
        var key = RowKey.Resolved(source, "r");
        // The live rows of the touched dataset that have the key of a rejected one: by an index where there is one.
        var mentioned = $"""
            select m.dataset_code, m.owner_code, m.row_key, r.batch_id
            from mine m join touched_datasets d using (dataset_code) join {rows.Table} r on {rows.IsMine(
                "r"
            )} and r.owner_code = m.owner_code and {key} = m.row_key
            {string.Concat(rows.Sought.Zip(rows.SoughtOf("d.dataset_key", "m.owner_code", "m.row_key"), (column, sought) => $" and r.{column} = {sought}"))}
            join live_batches b on b.batch_id = r.batch_id and b.dataset_key = d.dataset_key
            """;
        return $"""
            update rejected_rows r set row_key = {RowKey.ResolvedOf(source, "r.row_key")} where r.source = '{source.Name}' and r.row_key is not null;

            with mine as materialized (
                select distinct dataset_code, owner_code, row_key from rejected_rows where source = '{source.Name}' and row_key is not null
            ), mentions as (
                select dataset_code, owner_code, row_key, max(batch_id) as last_batch
                from ({mentioned}
                      union all select dataset_code, owner_code, row_key, batch_id from rejected_rows where source = '{source.Name}' and row_key is not null) m
                group by dataset_code, owner_code, row_key
            )
            update rejected_rows r set is_standing = r.batch_id = m.last_batch from mentions m
            where r.source = '{source.Name}' and m.dataset_code = r.dataset_code and m.owner_code = r.owner_code and m.row_key = r.row_key;

            -- Rows without a key: as they stand in the newest publication, unless a batch comes or goes that may bring all of theirs.
            update rejected_rows r set is_standing = r.batch_id in (select batch_id from pending_batches) or exists (
                select from audit.findings f
                where f.batch_id = r.batch_id and f.line = r.line and f.sheet is not distinct from r.sheet and f.stage = 'load' and f.kind = 'rejected' and f.published_to = {int.MaxValue})
            where r.source = '{source.Name}' and r.row_key is null;
            create temp table replacing on commit drop as
            with keyless as (
                select distinct batch_id from rejected_rows where source = '{source.Name}' and row_key is null
            ), later as (
                select old.batch_id, new.batch_id as by_batch, new.rows_read >= old.rows_read and new.batch_id in (select batch_id from live_batches) as is_able,
                       exists (select from touched_datasets where is_whole) or exists (
                           select from pending_batches p where p.batch_id = old.batch_id
                           or (p.batch_id = new.batch_id and (new.rows_read >= old.rows_read or new.published_in is not null))) as is_judged
                from keyless join audit.batches old using (batch_id)
                join audit.batches new on new.source = old.source and new.dataset_code = old.dataset_code and new.batch_id > old.batch_id
            )
            select batch_id, by_batch, is_able from later where batch_id in (select batch_id from later where is_judged);
            create temp table brought on commit drop as
            select distinct r.batch_id, r.owner_code, {key} as row_key from {rows.Table} r
            where {rows.IsMine("r")} and r.batch_id in (select batch_id from replacing where is_able);
            create temp table again on commit drop as
            select distinct r.batch_id, r.owner_code, {key} as row_key from {rows.Table} r
            where {rows.IsMine("r")} and r.batch_id in (select by_batch from replacing where is_able)
            union select batch_id, owner_code, row_key from rejected_rows where source = '{source.Name}' and row_key is not null and batch_id in (select by_batch from replacing where is_able);
            create index on again (row_key);
            analyze brought; analyze again; analyze replacing;
            with replaced as (
                select p.batch_id
                from replacing p join brought b on b.batch_id = p.batch_id join again a on a.batch_id = p.by_batch and a.owner_code = b.owner_code and a.row_key = b.row_key
                where p.is_able group by p.batch_id, p.by_batch
                having count(*) = (select count(*) from brought whole where whole.batch_id = p.batch_id)
            )
            update rejected_rows r set is_standing = r.batch_id not in (select batch_id from replaced)
            where r.source = '{source.Name}' and r.row_key is null and r.batch_id in (select batch_id from replacing);
            drop table replacing, brought, again;
            """;
    }
}
