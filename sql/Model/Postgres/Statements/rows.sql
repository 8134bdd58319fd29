-- The rows of one fact behind a figure, each with its file, sheet and line, and with those of the rows that supplied its missing attributes.
-- Never returns technical needs or other free text.
select f.owner_code, {number}, f.{date}, f.date_precision, {company}, {value}, {part}, f.batch_id, b.file_name, f.sheet, f.line,
       (select jsonb_agg(jsonb_build_object('attribute', o.key, 'batch', told.batch_id, 'file', told.file_name, 'sheet', o.value->>'sheet', 'line', (o.value->>'line')::integer)
                         order by array_position(array['referral', 'company', 'region', 'industry', 'company_size', 'technology_field'], o.key))
        from {origins} o join audit.batches told on told.batch_id = (o.value->>'batch')::integer)::text as origins
from mart.{table} f
{joins}
join audit.batches b on b.batch_id = f.batch_id
where f.dataset_key = @dataset
  and {version}
  and f.{date} between 1 and @through
{conditions}
order by f.{date}, {number}, f.owner_code, f.batch_id, f.line
limit @size offset @skipped
