-- Grain: one row per code. Code lists have no hierarchy, so what differs is overwritten.
insert into mart.dim_channel as d (channel_code, label_ja, label_en, sort)
select channel_code, label_ja, label_en, sort::int from reference_channels
on conflict (channel_code) do update set label_ja = excluded.label_ja, label_en = excluded.label_en, sort = excluded.sort
where (d.label_ja, d.label_en, d.sort) is distinct from (excluded.label_ja, excluded.label_en, excluded.sort);

insert into mart.dim_engagement_type as d (engagement_type_code, label_ja, label_en, sort)
select engagement_type_code, label_ja, label_en, sort::int from reference_engagement_types
on conflict (engagement_type_code) do update set label_ja = excluded.label_ja, label_en = excluded.label_en, sort = excluded.sort
where (d.label_ja, d.label_en, d.sort) is distinct from (excluded.label_ja, excluded.label_en, excluded.sort);

insert into mart.dim_research_stage as d (research_stage_code, label_ja, label_en, sort)
select research_stage_code, label_ja, label_en, sort::int from reference_research_stages
on conflict (research_stage_code) do update set label_ja = excluded.label_ja, label_en = excluded.label_en, sort = excluded.sort
where (d.label_ja, d.label_en, d.sort) is distinct from (excluded.label_ja, excluded.label_en, excluded.sort);

insert into mart.dim_outcome_type as d (outcome_type_code, label_ja, label_en, sort, is_counted_outcome, value_kind)
select outcome_type_code, label_ja, label_en, sort::int, counts_as_outcome::boolean, value_kind from reference_outcome_types
on conflict (outcome_type_code) do update set
    label_ja = excluded.label_ja, label_en = excluded.label_en, sort = excluded.sort, is_counted_outcome = excluded.is_counted_outcome, value_kind = excluded.value_kind
where (d.label_ja, d.label_en, d.sort, d.is_counted_outcome, d.value_kind)
    is distinct from (excluded.label_ja, excluded.label_en, excluded.sort, excluded.is_counted_outcome, excluded.value_kind);
