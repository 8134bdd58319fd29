-- A publication asks for each of its findings whether it stands already. A file may have many thousands: they are found by their row.
drop index audit.findings_batch;
create index findings_row on audit.findings (batch_id, line);
-- And of all datasets those that loading rejected, which are few.
create index findings_rejected on audit.findings (batch_id) where stage = 'load' and kind = 'rejected';
