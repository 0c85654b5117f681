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
  version integer not null default 1,
  require_two_step boolean not null default false,
  trace_months integer not null default 12 check (trace_months between 1 and 120)
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

-- Append-only: nothing in the application can change or take back an entry. Where it connects as a role that does not own
-- the tables, that role cannot lift this either.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('audit.purging', true) = 'yes' then
    return old;
  end if;
  raise exception 'The audit is append-only.' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_is_append_only before update or delete on audit for each row execute function refuse_audit_change();
create trigger audit_is_never_emptied before truncate on audit for each statement execute function refuse_audit_change();

-- Retention: deletes entries that are older than they are to be kept, at most so many at once, and none of the last month.
create function purge_audit(at_most integer) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  deleted bigint;
begin
  -- Not as a clause of the function: only a superuser may write a setting of its own there.
  perform set_config('audit.purging', 'yes', true);
  with gone as (
    delete from audit
    where id in (
      select a.id from audit a cross join venue_settings v
      where a.at < clock_timestamp() - make_interval(months => v.keep_months)
      order by a.at limit at_most)
    returning 1)
  select count(*) into deleted from gone;
  perform set_config('audit.purging', '', true);
  return deleted;
end
$$;
