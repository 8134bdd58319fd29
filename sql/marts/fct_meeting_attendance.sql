-- Grain: one row per meeting of the touched cases and attending company (a row that names none is one, too). Region: the venue; unit: the organiser.

create temp table new_fct_meeting_attendance on commit drop as
with venue_rows as (
    select distinct on (a.case_id) a.case_id, staging.place(a.batch_id, a.sheet, a.line) as place
    from current_meeting_attendance a join current_meetings m on m.case_id = a.case_id and m.venue = a.venue
    order by a.case_id, a.batch_id, a.ordinal
), joined as (
    select a.dataset_key, k.attendance_id, a.case_id, a.owner_code, a.meeting_number, d.meeting_key,
           coalesce(company.company_id, -1) as company_id, a.identity like 'number:%' as is_company_matched, a.company_name,
           coalesce(region.region_key, -1) as region_key, coalesce(unit.unit_key, -1) as unit_key, 'day' as date_precision, staging.date_key(m.held_date) as held_date_key,
           a.participants, a.consultations, case when a.venue is distinct from m.venue and v.place is not null then jsonb_build_object('region', v.place) end as origins,
           a.batch_id, a.sheet, a.line, v.place as venue_place, a.held_date, m.held_date as meeting_date, a.identity, m.venue
    from current_meeting_attendance a
    join current_meetings m on m.case_id = a.case_id
    left join venue_rows v on v.case_id = a.case_id
    join mart.dim_meeting d on d.dataset_key = a.dataset_key and d.owner_code = a.owner_code and d.meeting_number = a.meeting_number
    join mart.key_meeting_attendance k on k.dataset_key = a.dataset_key and k.owner_code = a.owner_code and k.number = a.meeting_number || '/' || a.identity
    left join mart.key_company company on company.dataset_key = a.dataset_key and company.identity = a.identity
    left join mart.region_aliases alias on alias.alias_folded = staging.fold_text(m.venue)
    left join mart.dim_region region on region.is_current and region.region_code = alias.region_code
    left join mart.dim_unit unit on unit.dataset_key = a.dataset_key and unit.institute_code = m.organiser_code and unit.unit_code = 'unknown'
)
select * from joined;
analyze new_fct_meeting_attendance;

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, 'meeting-date-differs', held_date::text from new_fct_meeting_attendance where held_date <> meeting_date
union all
select dataset_key, case_id, batch_id, sheet, line, 'venue-unknown', venue from new_fct_meeting_attendance
where region_key = -1 and venue is not null and staging.place(batch_id, sheet, line) = venue_place
union all
select dataset_key, case_id, batch_id, sheet, line, 'company-unnamed', null from new_fct_meeting_attendance where identity = '';
