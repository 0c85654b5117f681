create table schedules (
  id bigint generated always as identity primary key,
  name varchar(200) not null check (name <> ''),
  description varchar(2000) not null default '',
  action varchar(30) not null check (action in ('deliver_customer_list', 'send_integrated_email')),
  run_on_demand boolean not null,
  run_as_schedule boolean not null,
  -- The recurrence; every column below is null unless run_as_schedule and chosen.
  time_zone varchar(100),
  run_from date,
  run_until date,
  occurs varchar(20) check (occurs in ('daily', 'monthly_specific_day', 'weekly', 'monthly')),
  recurs_every integer check (recurs_every between 1 and 52),
  day_of_month integer check (day_of_month between 1 and 31 or day_of_month = -1), -- -1: last day
  weekdays integer[],                                                              -- ISO: Monday 1 .. Sunday 7
  week_of_month integer check (week_of_month between 1 and 4 or week_of_month = -1),
  daily_frequency varchar(20) check (daily_frequency in ('before_8', 'every', 'once_at')),
  before_8_minute integer check (before_8_minute between 300 and 450),             -- minute of the day
  every_hours integer check (every_hours between 1 and 12),
  start_hour integer check (start_hour between 0 and 23),
  end_hour integer check (end_hour between 0 and 23),
  at_hour integer check (at_hour between 0 and 23),
  next_run_at timestamptz,
  paused_at timestamptz,
  set_aside_reason text,
  set_aside_at timestamptz,
  set_aside_noticed_at timestamptz,
  alarmed_for timestamptz,
  owner_id uuid references users on delete set null,
  created_at timestamptz not null,
  -- Made with the form, so that a form sent twice makes one schedule.
  creation_key uuid unique,
  deleted_at timestamptz,
  version integer not null default 1,
  check (run_on_demand or run_as_schedule),
  check (not (run_on_demand and action = 'send_integrated_email')),
  check (not run_as_schedule or (time_zone is not null and run_from is not null and occurs is not null
    and recurs_every is not null and daily_frequency is not null)),
  check (run_until is null or run_until >= run_from),
  check (end_hour is null or end_hour >= start_hour)
);
create index schedules_due on schedules (next_run_at)
  where next_run_at is not null and paused_at is null and deleted_at is null and set_aside_reason is null;
create index schedules_owner_id on schedules (owner_id);

create table scheduled_lists (
  id bigint generated always as identity primary key,
  schedule_id bigint not null references schedules on delete restrict,
  position integer not null,
  name varchar(200) not null check (name <> ''),
  customer_list_id bigint not null references customer_lists on delete restrict,
  custom_subject varchar(200),
  file_format varchar(10) not null check (file_format in ('csv', 'xlsx', 'docx')),
  output_columns text[] not null check (cardinality(output_columns) > 0),
  sort_by jsonb not null,
  when_empty varchar(10) not null default 'send' check (when_empty in ('send', 'skip')),
  remind boolean not null default false,
  deleted_at timestamptz,
  version integer not null default 1,
  -- Made with the form, so that one sent twice adds one list.
  idempotency_key uuid unique
);
create index scheduled_lists_schedule_id on scheduled_lists (schedule_id, position);
create index scheduled_lists_customer_list_id on scheduled_lists (customer_list_id);

create table scheduled_list_recipients (
  scheduled_list_id bigint not null references scheduled_lists on delete cascade,
  address varchar(254) collate "C" not null,
  position integer not null,
  primary key (scheduled_list_id, address)
);
create index scheduled_list_recipients_address on scheduled_list_recipients (address);
