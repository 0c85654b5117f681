create table runs (
  id bigint generated always as identity primary key,
  schedule_id bigint not null references schedules on delete restrict,
  -- test: the mail and file of one scheduled list, made as for its recipients and sent to the staff member who asks, alone.
  kind varchar(20) not null check (kind in ('scheduled', 'on_demand', 'manual', 'test')),
  occurrence_at timestamptz,
  requested_by uuid references users on delete set null,
  -- The instant that date metrics resolve from: the occurrence, or the request.
  as_of timestamptz not null,
  late boolean not null default false,
  state varchar(20) not null check (state in ('waiting', 'running', 'delivered', 'partly_delivered', 'failed', 'skipped', 'missed')),
  reason text,
  missed_count integer,
  first_missed_at timestamptz,
  last_missed_at timestamptz,
  schedule_name varchar(200) not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  noticed_at timestamptz,
  unique (schedule_id, occurrence_at),
  check ((kind = 'scheduled') = (occurrence_at is not null)),
  check ((state = 'missed') = (missed_count is not null))
);
create index runs_schedule_id on runs (schedule_id, created_at desc);
create index runs_created_at on runs (created_at desc);
create index runs_unfinished on runs (id) where state in ('waiting', 'running');
create index runs_unnoticed on runs (finished_at) where noticed_at is null and state in ('failed', 'partly_delivered', 'missed');

create table deliveries (
  id bigint generated always as identity primary key,
  run_id bigint not null references runs on delete cascade,
  scheduled_list_id bigint not null references scheduled_lists on delete restrict,
  position integer not null,
  -- Snapshot of the definition, taken with the claim: what is run whatever is edited meanwhile.
  name varchar(200) not null,
  customer_list_name varchar(200) not null,
  subject varchar(200),
  file_format varchar(10) not null,
  when_empty varchar(10) not null,
  snapshot jsonb not null,
  recipients text[] not null,
  date_metrics jsonb,
  state varchar(20) not null check (state in ('waiting', 'making', 'sending', 'delivered', 'partly_delivered', 'failed', 'skipped')),
  reason text,
  attempt integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  rows_so_far bigint,
  row_count bigint,
  notes text,
  file_id bigint references stored_files,
  made_at timestamptz,
  finished_at timestamptz,
  -- What the venue itself is waiting for is made before what a partner asks for.
  on_demand boolean not null default false,
  -- Who was on the list, in the sentence that the builder and partners see, for the mail and the run.
  description text,
  unique (run_id, scheduled_list_id)
);
create index deliveries_work on deliveries (on_demand, next_attempt_at, id) where state in ('waiting', 'making');
create index deliveries_sending on deliveries (id) where state = 'sending';
create index deliveries_scheduled_list_id on deliveries (scheduled_list_id, id desc);
create index deliveries_file_id on deliveries (file_id);

create table delivery_attempts (
  delivery_id bigint not null references deliveries on delete cascade,
  attempt integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  primary key (delivery_id, attempt)
);

-- The outbox: one row a recipient of a delivery, one token for its life. A reminder is a message of its own, with a token of its own:
-- the first message's token was erased when it was accepted. Being unique it is sent once, by however many nodes.
create table messages (
  id bigint generated always as identity primary key,
  delivery_id bigint not null references deliveries on delete cascade,
  recipient varchar(254) collate "C" not null,
  message_id varchar(200) not null unique,
  -- None: another link took its place, and the old one leads nowhere.
  token_hash bytea unique,
  token_protected bytea,
  state varchar(20) not null check (state in ('waiting', 'sending', 'accepted', 'failed', 'cancelled')),
  attempt integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  reply_code integer,
  reply_text text,
  created_at timestamptz not null,
  accepted_at timestamptz,
  kind varchar(10) not null default 'delivery' check (kind in ('delivery', 'reminder')),
  -- When staff last asked for a new link to be sent in place of the first.
  resent_at timestamptz,
  unique (delivery_id, recipient, kind),
  check (token_hash is not null or kind = 'reminder')
);
create index messages_work on messages (next_attempt_at) where state in ('waiting', 'sending');

create table message_attempts (
  message_id bigint not null references messages on delete cascade,
  attempt integer not null,
  attempted_at timestamptz not null,
  reply_code integer,
  reply_text text,
  primary key (message_id, attempt)
);

-- Who asked for an on-demand or a manual run: they alone may collect it without a message.
create table run_requests (
  id bigint generated always as identity primary key,
  run_id bigint not null references runs on delete cascade,
  scheduled_list_id bigint not null references scheduled_lists on delete restrict,
  user_id uuid not null references users on delete cascade,
  requested_at timestamptz not null,
  unique (run_id, scheduled_list_id, user_id)
);
create index run_requests_user_id on run_requests (user_id, requested_at desc);

create table downloads (
  id bigint generated always as identity primary key,
  file_id bigint not null references stored_files on delete cascade,
  message_id bigint references messages on delete set null,
  user_id uuid references users on delete set null,
  downloaded_at timestamptz not null,
  from_address varchar(64),
  completed boolean not null default false
);
create index downloads_file_id on downloads (file_id);
create index downloads_message_id on downloads (message_id) where message_id is not null;

-- Word to owners and administrators of what went wrong: an outbox of its own, never to partners.
create table notices (
  id bigint generated always as identity primary key,
  recipient varchar(254) not null,
  subject varchar(200) not null,
  items jsonb not null,
  message_id varchar(200) not null unique,
  state varchar(20) not null check (state in ('waiting', 'sending', 'accepted', 'failed')),
  attempt integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  reply_code integer,
  reply_text text,
  created_at timestamptz not null,
  accepted_at timestamptz
);
create index notices_work on notices (next_attempt_at) where state in ('waiting', 'sending');
