-- Runs of jobs that have ended since an instant.
select run::text, job_name, outcome, seconds::double precision
from quartz.runs
where fired_at + seconds * interval '1 second' > @since
