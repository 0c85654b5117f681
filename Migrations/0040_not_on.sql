-- Dates on which a schedule does not run, and the venue's own: a date, or "first to last", a line, as ISO 8601 writes dates. What is there
-- follows no closures that the venue may add, so that nothing runs otherwise than it did.
alter table schedules
  add column not_on text check (length(not_on) between 1 and 10000),
  add column skips_closures boolean not null default false;

alter table venue_settings add column closures text check (length(closures) between 1 and 10000);
