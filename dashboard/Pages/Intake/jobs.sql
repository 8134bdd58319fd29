-- The scheduler's jobs: next and last run, whether that went well, and how far a running one is. Times are ticks of 100 ns since the year 1 (UTC).
select j.job_name, j.description,
       (select min(t.next_fire_time) from quartz.qrtz_triggers t where t.sched_name = j.sched_name and t.job_name = j.job_name and t.job_group = j.job_group and t.trigger_state not like 'PAUSED%') as next_run,
       h.fired_time as last_run, h.succeeded, h.error_message, h.retry_scheduled,
       f.progress, f.progress_message, f.entry_id is not null as is_running,
       exists (select from quartz.qrtz_triggers t where t.sched_name = j.sched_name and t.job_name = j.job_name and t.job_group = j.job_group and t.trigger_state like 'PAUSED%') as is_paused
from quartz.qrtz_job_details j
left join lateral (
    select * from quartz.qrtz_execution_history h
    where h.sched_name = j.sched_name and h.job_name = j.job_name and h.job_group = j.job_group
    order by h.fired_time desc limit 1) h on true
left join lateral (
    select * from quartz.qrtz_fired_triggers f
    where f.sched_name = j.sched_name and f.job_name = j.job_name and f.job_group = j.job_group and f.state = 'EXECUTING' limit 1) f on true
order by j.job_name
