-- How long entries of the audit are kept. It follows the setting "Keep history for", but where another role than the owner of the tables
-- works ("Two database roles"), that role can make it longer and not shorter.
create table audit_retention (
  id integer primary key default 1 check (id = 1),
  months integer not null check (months between 1 and 120)
);
insert into audit_retention (months) select coalesce(max(keep_months), 12) from venue_settings;

-- Whether whoever works now may do what the owner of the audit may.
create function owns_audit() returns boolean language sql stable
return pg_has_role(current_user, (select relowner from pg_class where oid = 'public.audit'::regclass), 'usage');

create function refuse_shorter_audit() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if owns_audit() or (tg_op = 'UPDATE' and new.months >= old.months and new.id = old.id) then
    return coalesce(new, old);
  end if;
  raise exception 'Only the owner of the audit can have its entries kept for a shorter time.' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_retention_grows before insert or update or delete on audit_retention
  for each row execute function refuse_shorter_audit();
create trigger audit_retention_stays before truncate on audit_retention for each statement execute function refuse_audit_change();

create function follow_keep_months() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update audit_retention set months = new.keep_months where new.keep_months > months or owns_audit();
  return null;
end
$$;
create trigger audit_is_kept_as_history after insert or update of keep_months on venue_settings
  for each row execute function follow_keep_months();

-- An entry's time is when it is written, whatever the working role says.
create function date_audit_entry() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not owns_audit() then
    new.at := clock_timestamp();
  end if;
  return new;
end
$$;
create trigger audit_entry_is_dated before insert on audit for each row execute function date_audit_entry();

-- As before, but by the audit's own retention, and with an entry of its own.
create or replace function purge_audit(at_most integer) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  deleted bigint;
  kept_from timestamptz := (select clock_timestamp() - make_interval(months => months) from audit_retention);
begin
  -- Not as a clause of the function: only a superuser may write a setting of its own there.
  perform set_config('audit.purging', 'yes', true);
  with gone as (
    delete from audit
    where id in (select a.id from audit a where a.at < kept_from order by a.at limit at_most)
    returning 1)
  select count(*) into deleted from gone;
  perform set_config('audit.purging', '', true);
  if deleted > 0 then
    insert into audit (at, who, action, subject_type, details)
    values (clock_timestamp(), 'Customer List Schedules', 'audit.purged', 'audit',
      jsonb_build_object('deleted', deleted, 'olderThan', kept_from));
  end if;
  return deleted;
end
$$;
