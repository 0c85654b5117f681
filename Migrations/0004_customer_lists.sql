create table customer_list_folders (
  id bigint generated always as identity primary key,
  parent_id bigint references customer_list_folders on delete restrict,
  name varchar(100) not null check (name <> ''),
  version integer not null default 1
);
create unique index customer_list_folders_name on customer_list_folders (coalesce(parent_id, 0), lower(name));

-- A global segment. definition: {"join": "and" | "or", "criteria": [...]}
create table segments (
  id bigint generated always as identity primary key,
  name varchar(200) not null check (name <> ''),
  definition jsonb not null,
  version integer not null default 1,
  deleted_at timestamptz
);
create unique index segments_name on segments (lower(name)) where deleted_at is null;

-- definition: {"preFilter": {"areas": [...]}, "mainFilter": {"areas": [...]}}
create table customer_lists (
  id bigint generated always as identity primary key,
  folder_id bigint references customer_list_folders on delete restrict,
  name varchar(200) not null check (name <> ''),
  description varchar(2000) not null default '',
  definition jsonb not null,
  output_columns text[] not null,
  sort_by jsonb not null,
  owner_id uuid references users on delete set null,
  created_at timestamptz not null,
  version integer not null default 1,
  last_count bigint,
  last_run_at timestamptz,
  deleted_at timestamptz,
  -- Two who edit the same name, description or folder: the second is told. Apart from version, so that a list renamed in one tab
  -- does not stop what is built in another.
  details_version integer not null default 1
);
create unique index customer_lists_name on customer_lists (lower(name)) where deleted_at is null;

-- All that a run needs of a list, as JSON: ListSnapshot reads it.
create function customer_list_snapshot(definition jsonb, output_columns text[], sort_by jsonb) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'definition', definition,
    'segments', coalesce((
      select jsonb_object_agg(s.id, jsonb_build_object('name', s.name, 'definition', s.definition))
      from segments s
      where s.id in (select used::bigint from jsonb_path_query(customer_list_snapshot.definition, 'lax $.*.areas[*].segments[*].segmentId') used)
    ), '{}'),
    'outputColumns', to_jsonb(output_columns),
    'sortBy', sort_by)
$$;

-- An Update Count under way or just done: any node can show or abandon it. Deleted after an hour.
create table list_counts (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  state varchar(20) not null check (state in ('running', 'done', 'failed', 'abandoned')),
  total bigint,
  -- The first customers as shown: {"labels": [...], "rows": [[...]]}
  preview jsonb,
  reason text,
  started_at timestamptz not null,
  alive_at timestamptz not null,
  finished_at timestamptz
);
create index list_counts_started_at on list_counts (started_at);

-- A Customer List run at once from the explorer; only the person who ran it may collect the file.
create table list_exports (
  id uuid primary key,
  customer_list_id bigint not null references customer_lists on delete restrict,
  user_id uuid not null references users on delete cascade,
  file_format varchar(10) not null check (file_format in ('csv', 'xlsx', 'docx')),
  state varchar(20) not null check (state in ('running', 'ready', 'empty', 'failed')),
  rows_so_far bigint not null default 0,
  row_count bigint,
  file_id bigint references stored_files,
  reason text,
  notes text,
  started_at timestamptz not null,
  alive_at timestamptz not null,
  finished_at timestamptz,
  -- What the list's date metrics resolved to, as deliveries keep it.
  date_metrics jsonb
);
create index list_exports_user_id on list_exports (user_id, started_at desc);
create index list_exports_file_id on list_exports (file_id);
-- Old exports are purged by age.
create index list_exports_started_at on list_exports (started_at);
