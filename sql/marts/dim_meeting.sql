-- Grain: one row per meeting of a dataset and owner. Its day, venue, organiser and name are what most of its rows say (of as many, the first).

create temp table current_meetings on commit drop as
with agreed as (
    select dataset_key, case_id, owner_code, meeting_number, mode() within group (order by held_date) as held_date, mode() within group (order by meeting_name) as meeting_name,
           mode() within group (order by venue) as venue, mode() within group (order by institute_code) as institute_code, mode() within group (order by organiser) as organiser
    from current_meeting_attendance group by dataset_key, case_id, owner_code, meeting_number
), known_institutes as (
    -- An organiser may be a bank or a council: only a known institute is one.
    select dataset_key, institute_code from mart.dim_unit where dataset_key is not null
    union select dataset_key, institute_code from mart.dim_agreement where is_current and dataset_key is not null
)
select a.*, coalesce(a.institute_code, n.institute_code, o.institute_code) as organiser_code
from agreed a
left join named_institutes n on n.dataset_key = a.dataset_key and n.name_folded = staging.fold_text(a.organiser)
left join known_institutes o on o.dataset_key = a.dataset_key and o.institute_code = a.owner_code;
create unique index on current_meetings (case_id);
analyze current_meetings;

insert into mart.dim_unit (dataset_key, institute_code, institute_name, unit_code, unit_name)
select distinct on (m.dataset_key, m.organiser_code) m.dataset_key, m.organiser_code,
       coalesce((select min(u.institute_name) from mart.dim_unit u where u.dataset_key = m.dataset_key and u.institute_code = m.organiser_code),
                (select min(a.institute_name) from mart.dim_agreement a where a.is_current and a.dataset_key = m.dataset_key and a.institute_code = m.organiser_code), m.organiser, m.organiser_code),
       'unknown', '部門不明'
from current_meetings m where m.organiser_code is not null order by m.dataset_key, m.organiser_code, m.held_date
on conflict (dataset_key, institute_code, unit_code) do nothing;

insert into mart.dim_meeting (dataset_key, owner_code, meeting_number, meeting_name)
select dataset_key, owner_code, meeting_number, coalesce(meeting_name, meeting_number) from current_meetings order by held_date, case_id
on conflict (dataset_key, owner_code, meeting_number) do update set meeting_name = excluded.meeting_name where dim_meeting.meeting_name <> excluded.meeting_name;

-- A referral names a meeting by its number alone: where several owners have that number, its institute's or its bank's is meant.
create temp table referral_meetings on commit drop as
with candidates as (
    select c.case_id, m.owner_code, m.owner_code in (c.owner_code, coalesce(u.institute_code, '')) as is_near
    from current_referrals c
    join meeting_numbers m on m.dataset_key = c.dataset_key and m.meeting_number = c.meeting_number
    left join institute_units u on u.fact = 'referral' and u.case_id = c.case_id
)
select case_id, case when count(*) = 1 then min(owner_code) when count(*) filter (where is_near) = 1 then min(owner_code) filter (where is_near) end as owner_code
from candidates group by case_id;
