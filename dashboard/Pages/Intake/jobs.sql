-- The scheduler's jobs as its worker shows them to readers.
select job_name, description_ja, description_en, next_fire_at, last_fired_at, last_outcome, last_message_ja, last_message_en,
       progress_percent, progress_ja, progress_en, is_running, is_paused
from quartz.jobs
order by job_name
