-- The last run that loaded or published, and what of the files that it took in needs somebody.
select r.job_name, r.fired_at, r.seconds::double precision, r.outcome, r.retry_attempt, r.is_manual, r.message_ja, r.message_en,
       (select count(*) filter (where b.state = 'refused') from audit.batches b where b.received_at between r.fired_at and r.ended_at)::integer,
       (select count(distinct (f.batch_id, f.sheet, f.line)) from audit.findings f join audit.batches b using (batch_id)
        where f.kind = 'rejected' and f.published_to = 2147483647 and b.received_at between r.fired_at and r.ended_at)::integer
from (
    select *, fired_at + make_interval(secs => seconds::double precision + 1) as ended_at
    from quartz.runs
    where outcome <> 'skipped' and job_name in ('NightlyRefresh', 'WatchInbox', 'LoadUpload', 'PublishPending')
    order by fired_at desc
    limit 1
) r
