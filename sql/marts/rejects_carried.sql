-- Findings of loading that a later batch has mended or replaced are closed; those that stand again, since that batch was withdrawn, get a new version.
-- {publication} is set by the publisher.

update audit.findings f set published_to = {publication}
from rejected_rows r
where f.batch_id = r.batch_id and f.stage = 'load' and f.kind = 'rejected' and f.line = r.line and f.sheet is not distinct from r.sheet
  and f.published_to = 2147483647 and not r.is_standing;

insert into audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, owner_code, row_key, published_from)
select distinct on (f.batch_id, f.sheet, f.line, f.rule, f.column_name, f.value)
       f.kind, f.stage, f.dataset_code, f.batch_id, f.sheet, f.line, f.column_name, f.value, f.rule, f.reason_ja, f.reason_en, f.mend_ja, f.mend_en, f.owner_code, f.row_key, {publication}
from audit.findings f join rejected_rows r on r.batch_id = f.batch_id and r.line = f.line and r.sheet is not distinct from f.sheet and r.is_standing
where f.stage = 'load' and f.kind = 'rejected' and not f.is_replaced and f.published_to < 2147483647
  and not exists (select from audit.findings o where o.batch_id = f.batch_id and o.stage = 'load' and o.line = f.line and o.sheet is not distinct from f.sheet
                  and o.kind = 'rejected' and o.published_to = 2147483647)
order by f.batch_id, f.sheet, f.line, f.rule, f.column_name, f.value, f.published_to desc;
