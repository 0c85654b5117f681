-- What each save of a schedule's Basic Details changed: told to somebody else who had them open. Only the last few are kept. A schedule
-- that was last saved before this has none.
create table schedule_versions (
  schedule_id bigint not null references schedules on delete cascade,
  version integer not null,
  user_id uuid references users on delete set null,
  who varchar(256) not null,
  at timestamptz not null,
  changes jsonb not null,
  primary key (schedule_id, version)
);
