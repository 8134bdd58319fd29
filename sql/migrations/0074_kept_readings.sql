-- A file that is read again, and cannot be published as it reads now, keeps its former rows. What became of it says why, in both languages.

alter table audit.batch_events drop constraint batch_events_event_check;
alter table audit.batch_events add constraint batch_events_event_check check (event in ('withdrawn', 'released', 'reloaded', 'held', 'kept', 'published', 'taken-out'));
alter table audit.batch_events add column reason jsonb;
comment on column audit.batch_events.event is 'withdrawn, released, reloaded, held: what was done; kept: it was read again, but that cannot be published, and the former rows stay; published, taken-out: the publication that shows it, or shows it no more.';
comment on column audit.batch_events.why is 'In the words of whoever did it.';
comment on column audit.batch_events.reason is '{ja, en}: what kept it from being published; of held and kept.';
