-- A meeting's day, venue and organiser are what most of its rows say: a row that says no venue, or another one, has its region from one that does.
alter table mart.fct_meeting_attendance add column origins jsonb;
comment on column mart.fct_meeting_attendance.origins is 'region: the first row that says the meeting''s venue, by its batch, sheet and line; null where the row itself says it, or none does.';
