-- What a person was changing when they left a form: one for each person and thing, kept 30 days. The content is protected by the
-- application's keys, for it may hold addresses.
create table drafts (
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('customer_list', 'scheduled_list', 'new_scheduled_list')),
  -- The customer list, the scheduled list, or the schedule that gets a new one.
  thing_id bigint not null,
  -- The version of the thing that was being changed.
  version integer not null,
  content bytea not null check (octet_length(content) > 0),
  saved_at timestamptz not null,
  primary key (user_id, kind, thing_id)
);
create index drafts_saved_at on drafts (saved_at);

-- Whichever way an account ends, its drafts end with it.
create function forget_drafts() returns trigger language plpgsql as $$
begin
  delete from drafts where user_id = new.id;
  return null;
end $$;
create trigger drafts_end_with_the_account after update of deactivated_at on users
  for each row when (new.deactivated_at is not null) execute function forget_drafts();
