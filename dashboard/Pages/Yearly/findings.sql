-- Grain: one row per kind, rule and column of what was found wrong with the dataset's rows, as the publication knows it; the most frequent first. Where reasons of one rule differ in what they
-- quote, put in brackets or count, … stands for that: what is said of a group holds for each of its rows.
with told as (
    select kind, rule, column_name, reason_ja, reason_en, batch_id, sheet, line,
           regexp_replace(reason_ja, '「[^」]*」|（[^（）]*）|[(][^()]*[)]|[0-9][0-9,.]*', '…', 'g') as general_ja,
           regexp_replace(reason_en, '''[^'']*''|"[^"]*"|[(][^()]*[)]|[0-9][0-9,.]*', '…', 'g') as general_en
    from audit.findings
    where dataset_code = @dataset and published_from <= @publication and published_to > @publication
)
select kind, column_name,
       case when min(reason_ja) = max(reason_ja) then min(reason_ja) else general_ja end as reason_ja,
       case when min(reason_en) = max(reason_en) then min(reason_en) else general_en end as reason_en,
       count(distinct (batch_id, sheet, line))::int as found
from told
group by kind, rule, column_name, general_ja, general_en
order by array_position(array['rejected', 'waiting', 'warning'], kind), found desc, rule, column_name
