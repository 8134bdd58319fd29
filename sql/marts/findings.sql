-- Grain: one row per finding of this publication in the touched cases (new_findings); what they are called stands in publication_rules.sql.

create temp table new_findings (
    dataset_key smallint not null, case_id bigint, batch_id integer not null, sheet text, line integer not null, rule text not null, value text
) on commit drop;

-- Where a later batch brings the number again, what that one says counts, be it accepted or rejected.
insert into new_findings
select o.dataset_key, k.case_id, o.batch_id, o.sheet, o.line, o.rule, o.value
from rows_ruled_out o join touched_datasets d using (dataset_key) join touched_cases k on k.dataset_key = o.dataset_key and k.case_key = o.case_key
where not exists (select from rows_ruled_out n where n.dataset_key = o.dataset_key and n.fact = o.fact and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id)
  and not exists (
      select from (
          {each staged fact: select dataset_key, '{fact}' as fact, owner_code, {row_key} as row_key, batch_id from {staged}}
      ) n where n.dataset_key = o.dataset_key and n.fact = o.fact and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id)
  and not exists (select from rejected_rows n join staging.feeds f using (source)
                  where f.fact = o.fact and n.dataset_code = d.dataset_code and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id);

insert into new_findings
select c.dataset_key, null, c.batch_id, c.sheet, c.line, 'extends-unknown', c.extends_number from current_agreements c
where c.extends_number is not null
  and not exists (select from mart.dim_agreement a where a.is_current and a.dataset_key = c.dataset_key and a.bank_code = c.bank_code and a.agreement_number = c.extends_number);
