-- One row, made at first start from configuration; administrators change it under Settings.
create table venue_settings (
  id integer primary key default 1 check (id = 1),
  client_name varchar(200) not null check (client_name <> ''),
  time_zone varchar(100) not null,
  contact_name varchar(200) not null default '',
  contact_email varchar(254) not null default '',
  contact_telephone varchar(50) not null default '',
  link_days integer not null default 7 check (link_days between 1 and 60),
  late_limit_hours integer not null default 12 check (late_limit_hours between 1 and 168),
  currency varchar(3) not null default 'GBP',
  data_expected_hours integer check (data_expected_hours between 1 and 8760),
  keep_months integer not null default 12 check (keep_months between 1 and 120),
  output_columns text[] not null default '{name,first_name,last_name,email,postcode}',
  sort_by jsonb not null default '[]',
  output_template_version integer not null default 1,
  tzdb_version varchar(50),
  -- A known word, protected: unreadable when the keys are lost.
  key_canary bytea,
  -- When the first administrator was made; until then, the hashes of the nodes' set-up tokens.
  set_up_at timestamptz,
  set_up_tokens bytea[] not null default '{}',
  version integer not null default 1
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  user_id uuid,
  who varchar(256) not null,
  from_address varchar(64),
  action varchar(100) not null,
  subject_type varchar(50),
  subject_id varchar(100),
  details jsonb not null default '{}'
);
create index audit_at on audit (at desc, id desc);
create index audit_subject on audit (subject_type, subject_id, at desc);
