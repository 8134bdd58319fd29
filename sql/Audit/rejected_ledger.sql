-- Rows that are rejected and stand, with everything that is wrong with each, and their cells as the ledger has them.
select b.file_name, b.source, f.sheet, f.line, f.reasons_ja, f.reasons_en, f.mends_ja, f.mends_en, l.headers, r.cells,
       coalesce((select d.is_synthetic from mart.dim_dataset d where d.dataset_code = b.dataset_code), false) as is_synthetic
from (
    select batch_id, sheet, line, array_agg(concat(column_name, ': ', reason_ja) order by finding_id) as reasons_ja, array_agg(concat(column_name, ': ', reason_en) order by finding_id) as reasons_en,
           array_agg(distinct mend_ja) as mends_ja, array_agg(distinct mend_en) as mends_en
    from audit.findings
    where kind = 'rejected' and published_to = 2147483647 and (@batch is null or batch_id = @batch) and (@dataset is null or dataset_code = @dataset)
    group by batch_id, sheet, line
) f
join audit.batches b using (batch_id)
left join audit.ledger_rows r on r.batch_id = f.batch_id and r.sheet is not distinct from f.sheet and r.line = f.line
left join audit.ledger_layouts l on l.batch_id = f.batch_id and l.sheet is not distinct from f.sheet
where @source is null or b.source = @source
order by f.batch_id, f.sheet nulls first, f.line
