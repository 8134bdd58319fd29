-- The scheduler's jobs from its view for readers, texts in both languages. A job that nobody schedules comes last.
select job_name, description_ja, description_en, next_fire_at, last_fired_at, last_outcome, last_message_ja, last_message_en, progress_percent::int, progress_ja, progress_en, is_running, is_paused,
       cron, time_zone, last_seconds::double precision
from quartz.jobs
order by next_fire_at nulls last, job_name
