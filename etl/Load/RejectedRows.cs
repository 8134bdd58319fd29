using Analytics.Etl.Sources;

namespace Analytics.Etl.Load;

/// <summary>
/// Which of the rows that loading rejected still stand (<c>rejected_rows</c>, see <c>sql/marts</c>): a corrected file mends them, a file that is still wrong
/// rejects them anew and takes their place. A row whose key could not be read is replaced when a later batch, no shorter, brings all rows of its batch
/// again: then the whole ledger was sent anew, and that row with it.
/// </summary>
static class RejectedRows
{
    /// <summary>The sources that have such rows.</summary>
    public const string Sources = "select coalesce(array_agg(distinct source), '{}') from rejected_rows";

    /// <summary>Tells of one source's rejected rows whether they stand.</summary>
    public static string Judge(Source source)
    {
        var rows = SourceRows.Of(source);
        var live = $"""
            select d.dataset_code, r.batch_id, r.owner_code, {RowKey.Resolved(source, "r")} as row_key
            from {rows.Table} r join live_batches b on b.batch_id = r.batch_id join touched_datasets d on d.dataset_key = b.dataset_key where {rows.IsMine("r")}
            """;
        return $"""
            update rejected_rows r set row_key = {RowKey.ResolvedOf(source, "r.row_key")} where r.source = '{source.Name}' and r.row_key is not null;

            with mine as (
                select * from rejected_rows where source = '{source.Name}'
            ), mentions as (
                select dataset_code, owner_code, row_key, max(batch_id) as last_batch
                from (select * from ({live}) l where (dataset_code, owner_code, row_key) in (select dataset_code, owner_code, row_key from mine)
                      union all select dataset_code, batch_id, owner_code, row_key from mine where row_key is not null) m
                group by dataset_code, owner_code, row_key
            )
            update rejected_rows r set is_standing = r.batch_id = m.last_batch from mentions m
            where r.source = '{source.Name}' and m.dataset_code = r.dataset_code and m.owner_code = r.owner_code and m.row_key = r.row_key;

            create temp table brought on commit drop as
            select distinct l.* from ({live}) l where batch_id in (select batch_id from rejected_rows where source = '{source.Name}' and row_key is null);
            create index on brought (row_key);
            analyze brought;
            create temp table again on commit drop as
            select distinct l.* from ({live}) l where (dataset_code, owner_code, row_key) in (select dataset_code, owner_code, row_key from brought)
            union select dataset_code, batch_id, owner_code, row_key from rejected_rows where source = '{source.Name}' and row_key is not null;
            create index on again (row_key);
            analyze again;
            with replaced as (
                select b.batch_id
                from brought b join again a on a.dataset_code = b.dataset_code and a.owner_code = b.owner_code and a.row_key = b.row_key and a.batch_id > b.batch_id
                join audit.batches old on old.batch_id = b.batch_id join audit.batches new on new.batch_id = a.batch_id and new.rows_read >= old.rows_read
                group by b.batch_id, a.batch_id
                having count(*) = (select count(*) from brought whole where whole.batch_id = b.batch_id)
            )
            update rejected_rows r set is_standing = r.batch_id not in (select batch_id from replaced)
            where r.source = '{source.Name}' and r.row_key is null;
            drop table brought, again;
            """;
    }
}
