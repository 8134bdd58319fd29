-- The scheduler's jobs for readers. Quartz keeps instants as ticks of 100 ns since the year 1 (UTC), durations in ticks; texts in
-- both languages stand in one string, parted by ' | '.
drop view if exists quartz.jobs, quartz.runs, quartz.running_commands;
create view quartz.jobs as
with newest as (
    select distinct on (job_name, job_group) *
    from quartz.qrtz_execution_history where sched_name = 'analytics'
    order by job_name, job_group, fired_time desc
), running as (
    select distinct on (job_name, job_group) *
    from quartz.qrtz_fired_triggers where sched_name = 'analytics' and state = 'EXECUTING'
    order by job_name, job_group, fired_time desc
), schedule as (
    select t.job_name, t.job_group, string_agg(c.cron_expression, ', ' order by t.trigger_name) as cron, min(c.time_zone_id) as time_zone,
           min(t.next_fire_time) filter (where t.trigger_state not like 'PAUSED%') as next_fire_time,
           bool_or(t.trigger_state like 'PAUSED%') as is_paused
    from quartz.qrtz_triggers t
    left join quartz.qrtz_cron_triggers c using (sched_name, trigger_name, trigger_group)
    where t.sched_name = 'analytics'
    group by t.job_name, t.job_group
)
select j.job_name,
       split_part(j.description, ' | ', 1) as description_ja,
       split_part(j.description, ' | ', 2) as description_en,
       s.cron, s.time_zone,
       instants.of_next as next_fire_at,
       instants.of_last as last_fired_at,
       case when n.job_name is null then null when n.succeeded then 'succeeded' when n.retry_scheduled then 'retrying' else 'failed' end as last_outcome,
       split_part(case when n.succeeded then n.summary else n.error_message end, ' | ', 1) as last_message_ja,
       coalesce(nullif(split_part(case when n.succeeded then n.summary else n.error_message end, ' | ', 2), ''), case when n.succeeded then n.summary else n.error_message end) as last_message_en,
       round(n.run_time / 10000000.0, 3) as last_seconds,
       instants.of_failure as last_failed_at,
       st.last_failure_message,
       r.job_name is not null as is_running,
       r.progress as progress_percent,
       split_part(r.progress_message, ' | ', 1) as progress_ja,
       coalesce(nullif(split_part(r.progress_message, ' | ', 2), ''), r.progress_message) as progress_en,
       coalesce(s.is_paused, false) as is_paused
from quartz.qrtz_job_details j
left join schedule s using (job_name, job_group)
left join newest n using (job_name, job_group)
left join running r using (job_name, job_group)
left join quartz.qrtz_job_status st on st.sched_name = j.sched_name and st.job_name = j.job_name and st.job_group = j.job_group
cross join lateral (select
    to_timestamp((s.next_fire_time - 621355968000000000) / 10000000.0) as of_next,
    to_timestamp((n.fired_time - 621355968000000000) / 10000000.0) as of_last,
    to_timestamp((st.last_failure_time - 621355968000000000) / 10000000.0) as of_failure) instants
where j.sched_name = 'analytics';
comment on view quartz.jobs is 'One row per job of the scheduler: its schedule, its last run and what came of it, its next run, and how far a running one is';

-- JobRunResult: 0 succeeded, 1 failed, 2 cancelled, 3 skipped.
create view quartz.runs as
select h.entry_id as run, h.job_name,
       to_timestamp((h.fired_time - 621355968000000000) / 10000000.0) as fired_at,
       round(h.run_time / 10000000.0, 3) as seconds,
       case when h.result = 2 then 'cancelled' when h.result = 3 then 'skipped' when h.succeeded then 'succeeded' when h.retry_scheduled then 'retrying' else 'failed' end as outcome,
       h.retry_attempt,
       coalesce(h.manual, false) or h.trigger_group = 'commands' as is_manual,
       split_part(case when h.succeeded then h.summary else h.error_message end, ' | ', 1) as message_ja,
       coalesce(nullif(split_part(case when h.succeeded then h.summary else h.error_message end, ' | ', 2), ''), case when h.succeeded then h.summary else h.error_message end) as message_en
from quartz.qrtz_execution_history h
where h.sched_name = 'analytics';
comment on view quartz.runs is 'One row per run of a job, as long as the scheduler keeps them (180 days; looks that found nothing, one day)';

create view quartz.running_commands as
select substr(trigger_name, 9)::bigint as command_id, progress as progress_percent,
       split_part(progress_message, ' | ', 1) as progress_ja,
       coalesce(nullif(split_part(progress_message, ' | ', 2), ''), progress_message) as progress_en
from quartz.qrtz_fired_triggers
where sched_name = 'analytics' and state = 'EXECUTING' and trigger_group = 'commands' and trigger_name ~ '^command-[0-9]{1,18}$';
comment on view quartz.running_commands is 'One row per command of the pages that is being done now, and how far it is';
