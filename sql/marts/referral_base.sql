-- Grain: one row per referral of the touched cases, with the keys of its own date; its engagements and outcomes inherit from it.

create temp table referral_base on commit drop as
with on_its_day as (
    -- What the referral says of its own day: later changes (異動日) tell what became of the company, not what it was.
    select distinct on (c.case_id) c.case_id, h.municipality_code, h.region_code, h.industry_code, h.industry_revision, h.employees,
           coalesce(h.origins->'region', h.place) as region_place, coalesce(h.origins->'industry', h.place) as industry_place, coalesce(h.origins->'company_size', h.place) as size_place
    from current_referrals c
    join held_referrals h on h.dataset_key = c.dataset_key and h.owner_code = c.owner_code and h.referral_number = c.referral_number
    order by c.case_id, coalesce(h.changed_date > c.referred_date, false), case when h.changed_date > c.referred_date then h.changed_date end, h.changed_date desc nulls last
), closing as (
    select c.case_id, min(s.updated_on) as first_closed
    from current_referrals c
    join referral_revisions r on r.dataset_key = c.dataset_key and r.owner_code = c.owner_code and r.referral_number = c.referral_number
    join staged_referrals s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
    where s.state in ('completed', 'withdrawn', 'not-concluded') group by c.case_id
), agreed as (
    select distinct on (c.case_id) c.case_id, a.agreement_key
    from current_referrals c
    join mart.dim_agreement a on a.is_current and a.dataset_key = c.dataset_key and a.bank_code = c.bank_code and c.referred_date between a.valid_from and a.valid_to
    left join institute_units u on u.fact = 'referral' and u.case_id = c.case_id
    where u.institute_code is null or a.institute_code = u.institute_code
    order by c.case_id, a.valid_from desc, a.agreement_number
)
select c.dataset_key, c.case_id, k.referral_id, c.owner_code, c.referral_number, c.referred_date, coalesce(c.date_precision, 'day') as date_precision,
       v.company_id, v.is_matched as is_company_matched, v.company_key,
       coalesce(referrer.referrer_key, -2) as referrer_key,
       case when c.channel is null then case when c.bank_code is null then -2 else -1 end else coalesce(channel.channel_key, -1) end as channel_key,
       coalesce(region.region_key, -1) as region_key,
       case when day.industry_revision is null then -2 else coalesce(industry.industry_key, -1) end as industry_key,
       case when day.industry_revision is null then 'not-applicable' else staging.company_size(day.employees) end as company_size,
       coalesce(field.technology_field_key, case when c.bank_code is null then -2 else -1 end) as technology_field_key,
       coalesce(agreed.agreement_key, -2) as agreement_key,
       coalesce(unit.unit_key, -1) as unit_key,
       case when c.meeting_number is null then -2 else coalesce(meeting.meeting_key, -1) end as meeting_key, c.meeting_number, origin.case_id is not null as is_meeting_known,
       coalesce(c.state, 'received') as state,
       case when c.closed_date is not null then c.closed_date when c.state in ('completed', 'withdrawn', 'not-concluded') then closing.first_closed end as closed_date,
       c.state in ('completed', 'withdrawn', 'not-concluded') or c.closed_date is not null as is_closed,
       c.clusters, c.batch_id, c.sheet, c.line,
       coalesce(day.municipality_code, day.region_code) as written_region, day.industry_code as written_industry,
       c.place, day.region_place, day.industry_place, day.size_place,
       coalesce(c.origins->'technology_field', c.place) as field_place, c.origins->'company' as company_place, c.kept
from current_referrals c
join mart.key_referral k on k.dataset_key = c.dataset_key and k.owner_code = c.owner_code and k.number = c.referral_number
join versions_in_force v on v.case_id = c.case_id and c.referred_date between v.from_date and v.valid_to
join on_its_day day on day.case_id = c.case_id
left join closing on closing.case_id = c.case_id
left join agreed on agreed.case_id = c.case_id
left join mart.dim_referrer referrer on referrer.dataset_key = c.dataset_key and referrer.bank_code = c.bank_code and referrer.branch_code = coalesce(c.bank_code || '-' || c.branch_code, 'unknown')
left join mart.dim_channel channel on channel.channel_code = c.channel
left join mart.dim_region region on region.is_current and region.region_code = coalesce(day.municipality_code, day.region_code)
left join mart.dim_industry industry on industry.is_current and industry.revision = day.industry_revision and industry.industry_code = day.industry_code
left join folded_fields on folded_fields.written = c.technology_field
left join mart.dim_technology_field field on field.technology_field_code = folded_fields.folded
left join institute_units named on named.fact = 'referral' and named.case_id = c.case_id
left join mart.dim_unit unit on unit.dataset_key = c.dataset_key and unit.institute_code = named.institute_code and unit.unit_code = named.unit_code
left join referral_meetings origin on origin.case_id = c.case_id
left join mart.dim_meeting meeting on meeting.dataset_key = c.dataset_key and meeting.owner_code = origin.owner_code and meeting.meeting_number = c.meeting_number;
create unique index on referral_base (case_id);
analyze referral_base (case_id, dataset_key, referral_id, company_id, region_key, industry_key, meeting_key, agreement_key);

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, 'no-agreement-in-force', referred_date::text from referral_base b
where agreement_key = -2 and exists (select from mart.dim_agreement a where a.is_current and a.dataset_key = b.dataset_key)
union all
select dataset_key, case_id, batch_id, sheet, line, 'values-kept', kept from referral_base where kept is not null
union all
-- What is wrong with a value is told where it was said.
select b.dataset_key, b.case_id, p.batch, p.sheet, p.line, 'municipality-unknown', b.written_region
from referral_base b cross join jsonb_to_record(b.region_place) p (batch integer, sheet text, line integer) where b.region_key = -1 and b.written_region is not null
union all
select b.dataset_key, b.case_id, p.batch, p.sheet, p.line, 'industry-unknown', b.written_industry
from referral_base b cross join jsonb_to_record(b.industry_place) p (batch integer, sheet text, line integer) where b.industry_key = -1 and b.written_industry is not null
union all
select h.dataset_key, t.case_id, p.batch, p.sheet, p.line, case when h.industry_code is null then 'industry-ambiguous' else 'industry-zero-weighed' end, h.industry_doubt
from held_referrals h join touched_cases t on t.dataset_key = h.dataset_key and t.case_key = h.full_case_key
cross join jsonb_to_record(coalesce(h.origins->'industry', h.place)) p (batch integer, sheet text, line integer) where h.industry_doubt is not null
union all
select dataset_key, case_id, batch_id, sheet, line, case when is_meeting_known then 'meeting-ambiguous' else 'meeting-unknown' end, meeting_number from referral_base where meeting_key = -1;
