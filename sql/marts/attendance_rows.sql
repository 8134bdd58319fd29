-- Grain: one row per statement of who attended a meeting (attendance_statements), of the touched meetings and of those whose numbers the touched referrals name.

create temp table staged_meeting_attendance on commit drop as
select {s of meeting_attendance}, staging.fold_company(s.company_name) as name_folded
from staging.meeting_attendance s
join (select dataset_key, meeting_number from touched_meetings union select dataset_key, meeting_number from staged_referrals where meeting_number is not null) m using (dataset_key, meeting_number)
where s.batch_id in (select batch_id from live_batches);

with gone as (
    delete from staged_meeting_attendance s using live_batches r
    where r.batch_id = s.batch_id and (staging.date_key(s.held_date) < 0 or s.held_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'meeting_attendance', owner_code, array[meeting_number, corporate_number, name_folded], case_number, batch_id, sheet, line,
       case when staging.date_key(held_date) < 0 then 'meeting-date-outside' else 'meeting-date-in-future' end, held_date::text from gone;

-- Every statement of who attended, by the meeting and by whom it is about. A good number says who it is. A name alone stays unmatched, since the ledger knows no
-- company's municipality; but within one meeting a name that only one number uses belongs to that number.
create temp table attendance_statements on commit drop as
with named as (
    select *, case_number as case_key from staged_meeting_attendance
), claimed as (
    select dataset_key, case_key, name_folded, min(corporate_number) as corporate_number from named
    where corporate_number is not null and name_folded is not null group by dataset_key, case_key, name_folded having count(distinct corporate_number) = 1
), identified as (
    select n.*, coalesce('number:' || coalesce(n.corporate_number, c.corporate_number), 'row:' || n.case_key || '/' || n.name_folded, '') as identity,
           row(n.held_date, n.venue, n.participants, n.consultations)::text as content
    from named n left join claimed c on c.dataset_key = n.dataset_key and c.case_key = n.case_key and c.name_folded = n.name_folded
)
select *, min(content) over one_key <> max(content) over one_key as is_conflicting
from identified window one_key as (partition by dataset_key, case_key, identity, batch_id, updated_on);

with gone as (
    delete from attendance_statements where is_conflicting returning *
)
insert into rows_ruled_out
select dataset_key, 'meeting_attendance', owner_code, array[meeting_number, corporate_number, name_folded], case_key, batch_id, sheet, line, 'attendance-conflict', coalesce(company_name, corporate_number) from gone;

create temp table attendance_revisions on commit drop as
select s.*, row_number() over (partition by dataset_key, case_key, identity order by updated_on desc nulls last, batch_id desc, ordinal desc) = 1 as is_latest
from attendance_statements s;

create temp table meeting_numbers on commit drop as
select distinct dataset_key, owner_code, meeting_number from attendance_revisions;
analyze attendance_revisions; analyze meeting_numbers;

-- Whom a meeting's ledger names by number is that company everywhere; whom it only names is a company of its own.
insert into mart.key_company (dataset_key, identity, company_id)
select dataset_key, identity, nextval('mart.company_id_seq')
from (select distinct a.dataset_key, a.identity from attendance_revisions a where a.is_latest and a.identity <> ''
      and not exists (select from mart.key_company k where k.dataset_key = a.dataset_key and k.identity = a.identity)) unknown
on conflict do nothing;
