-- The scheduler's jobs from its view for readers, texts in both languages. In an order that no run changes: whoever presses a button finds it where it was.
select job_name, description_ja, description_en, next_fire_at, last_fired_at, last_outcome, last_message_ja, last_message_en, progress_percent::int, progress_ja, progress_en, is_running, is_paused,
       cron, time_zone, last_seconds::double precision
from quartz.jobs
order by cron is null, job_name
