-- One file on its way in. Any node shows it; one at a time works on it, by a lease.
create table data_imports (
  id bigint generated always as identity primary key,
  kind varchar(30) not null
    check (kind in ('customers', 'tags', 'contact_preferences', 'events', 'instances', 'bookings', 'donations', 'memberships')),
  file_name varchar(255) not null,
  file_id bigint not null references stored_files,
  size_bytes bigint not null,
  -- How the file is read: encoding, separator, order of dates, which column goes where, whether it is complete.
  settings jsonb not null,
  state varchar(20) not null check (state in ('uploaded', 'waiting', 'working', 'checked', 'imported', 'failed', 'abandoned')),
  -- Whether this pass only finds out what an import would do.
  dry_run boolean not null default true,
  -- How many the person agreed to retire; more than that fails the import.
  confirmed_retired bigint check (confirmed_retired >= 0),
  phase varchar(20) not null default 'reading' check (phase in ('reading', 'checking', 'writing')),
  bytes_so_far bigint not null default 0,
  rows_so_far bigint not null default 0,
  -- {"rows", "added", "changed", "unchanged", "deleted", "refused", "missing", ...}; the refused by reason, without their values.
  outcome jsonb,
  refused_file_id bigint references stored_files,
  reason text,
  attempt integer not null default 0,
  lease_until timestamptz,
  user_id uuid references users on delete set null,
  who varchar(256) not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  version integer not null default 1,
  check (state not in ('checked', 'imported') or outcome is not null)
);
create index data_imports_created_at on data_imports (created_at desc);
create index data_imports_work on data_imports (id) where state in ('waiting', 'working');
create index data_imports_file_id on data_imports (file_id);
create index data_imports_refused_file_id on data_imports (refused_file_id);
-- Imports wait for each other: two at once could each count the other's rows.
create unique index data_imports_one_at_a_time on data_imports (state) where state = 'working';

-- People who were erased, known only by a keyed hash of their external reference, so that no import brings them back unsaid.
create table erased_customers (
  reference_hash bytea primary key check (octet_length(reference_hash) = 32),
  -- The Customer ID that nobody has any more: by it files made in that moment are found and revoked, too.
  customer_id bigint not null unique,
  erased_at timestamptz not null
);
create index erased_customers_erased_at on erased_customers (erased_at);

-- The key of those hashes, itself protected by the keys in Keys:Directory.
create table erasure_key (
  id integer primary key default 1 check (id = 1),
  key_protected bytea not null
);

-- Administrators are told once for each time that the data grew older than expected. '-infinity' when it was never loaded.
create table data_age_notices (
  as_of timestamptz primary key,
  noticed_at timestamptz not null
);
