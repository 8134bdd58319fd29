-- A publication asks for each of its findings whether it stands already. A file may have many thousands: they are found by their row.
drop index audit.findings_batch;
create index findings_row on audit.findings (batch_id, line);
