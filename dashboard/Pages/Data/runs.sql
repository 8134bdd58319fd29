-- The latest runs of each job; looks that found nothing to do are no news.
select job_name, fired_at, seconds::double precision, outcome, retry_attempt, is_manual, message_ja, message_en
from (select *, row_number() over (partition by job_name order by fired_at desc) as place from quartz.runs where outcome <> 'skipped') r
where place <= 8
order by job_name, fired_at desc
