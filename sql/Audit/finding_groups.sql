-- Grain: one row per dataset, kind, rule and column of what was found wrong with rows, in one publication (null: what still stands); the most frequent first. Where
-- reasons of one rule differ in what they quote or count, … stands for that, and what they put in brackets is left out: what is said of a group holds for each of its rows.
with told as (
    select dataset_code, kind, rule, column_name, reason_ja, reason_en, mend_ja, mend_en, batch_id, sheet, line,
           regexp_replace(regexp_replace(reason_ja, '（[^（）]*）|[(][^()]*[)]', '', 'g'), '「[^」]*」|[0-9][0-9,.]*', '…', 'g') as general_ja,
           regexp_replace(regexp_replace(reason_en, ' ?[(][^()]*[)]', '', 'g'), '''[^'']*''|"[^"]*"|[0-9][0-9,.]*', '…', 'g') as general_en,
           regexp_replace(regexp_replace(mend_ja, '（[^（）]*）|[(][^()]*[)]', '', 'g'), '「[^」]*」|[0-9][0-9,.]*', '…', 'g') as general_mend_ja,
           regexp_replace(regexp_replace(mend_en, ' ?[(][^()]*[)]', '', 'g'), '''[^'']*''|"[^"]*"|[0-9][0-9,.]*', '…', 'g') as general_mend_en
    from audit.findings
    where (@dataset is null or dataset_code = @dataset) and (@batch is null or batch_id = @batch) and (@kind is null or kind = @kind)
      and case when @publication is null then published_to = 2147483647 else published_from <= @publication and published_to > @publication end
)
select dataset_code, kind, rule, column_name,
       case when min(reason_ja) = max(reason_ja) then min(reason_ja) else general_ja end as reason_ja,
       case when min(reason_en) = max(reason_en) then min(reason_en) else general_en end as reason_en,
       case when min(mend_ja) = max(mend_ja) then min(mend_ja) else min(general_mend_ja) end as mend_ja,
       case when min(mend_en) = max(mend_en) then min(mend_en) else min(general_mend_en) end as mend_en,
       count(distinct (batch_id, sheet, line)) as found,
       count(*) over () as total
from told
group by dataset_code, kind, rule, column_name, general_ja, general_en
order by dataset_code, array_position(array['rejected', 'waiting', 'warning'], kind), found desc, rule, column_name
limit @size offset @skipped
