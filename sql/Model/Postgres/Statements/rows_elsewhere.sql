-- Whether the dataset has a row in a known region outside the given prefectures and areas.
with elsewhere as materialized (
    select region_key from mart.dim_region where region_key > 0 and not prefecture_code = any(@prefectures) and not area_code = any(@areas)
)
select exists (select from mart.fct_referrals f join elsewhere using (region_key) where f.dataset_key = @dataset and {version})
    or exists (select from mart.fct_engagements f join elsewhere using (region_key) where f.dataset_key = @dataset and {version})
    or exists (select from mart.fct_outcomes f join elsewhere using (region_key) where f.dataset_key = @dataset and {version})
