create table customer_list_folders (
  id bigint generated always as identity primary key,
  parent_id bigint references customer_list_folders on delete restrict,
  name varchar(100) not null check (name <> '')
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
  deleted_at timestamptz
);
create unique index customer_lists_name on customer_lists (lower(name)) where deleted_at is null;

-- All that a run needs of a list, as JSON: ListSnapshot in Features/BuildCustomerList reads it.
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
