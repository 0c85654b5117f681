-- A schedule that runs before each performance: of which events, as JSON of PerformanceChoice, and so many hours before; at_hour is that
-- of the performance's day or the day before.
alter table schedules
  drop constraint schedules_occurs_check,
  drop constraint schedules_daily_frequency_check,
  add column performance_of text check (jsonb_typeof(performance_of::jsonb) = 'object'),
  add column hours_before integer check (hours_before between 1 and 72),
  add constraint schedules_occurs_check
    check (occurs in ('daily', 'monthly_specific_day', 'weekly', 'monthly', 'before_performance')),
  add constraint schedules_daily_frequency_check
    check (daily_frequency in ('before_8', 'every', 'once_at', 'hours_before', 'on_its_day', 'day_before')),
  add check ((occurs = 'before_performance') = (performance_of is not null)),
  add check ((occurs = 'before_performance') = (daily_frequency in ('hours_before', 'on_its_day', 'day_before'))),
  add check ((daily_frequency = 'hours_before') = (hours_before is not null));

-- How long a performance lasts whose end is not known.
alter table venue_settings add column performance_hours integer not null default 3 check (performance_hours between 1 and 72);

-- What is known of the performances before which a schedule runs: those that wait for their moment, and those that are done with. Told
-- apart by their start and moment, so that one that moves waits anew. No foreign key to crm.event_instances: the venue's feed deletes as
-- it likes.
create table performance_occurrences (
  schedule_id bigint not null references schedules on delete cascade,
  performance_id bigint not null,
  starts_at timestamptz not null,
  -- What the recurrence says.
  moment timestamptz not null,
  -- The moment, or when it was first seen where that was later.
  due_at timestamptz not null,
  -- Run, missed, or passed when the schedule was saved.
  settled boolean not null,
  primary key (schedule_id, performance_id, starts_at, moment)
);

-- The performance that a run is about. A run before one has its instant in before_at, not in occurrence_at: two that start together each
-- have theirs, and nodes of the version before, whose "on conflict" names (schedule_id, occurrence_at), keep the key that they know.
alter table runs
  add column before_at timestamptz,
  add column performance_id bigint,
  add column performance_starts_at timestamptz,
  add column performance_name varchar(300),
  drop constraint runs_check,
  add constraint runs_check check ((kind = 'scheduled') = (num_nonnulls(occurrence_at, before_at) = 1)),
  add check (num_nonnulls(performance_id, performance_starts_at, performance_name) in (0, 3)),
  add check (before_at is null or performance_id is not null);
create unique index runs_before_performance on runs (schedule_id, before_at, performance_id, performance_starts_at)
  where before_at is not null;
