-- Every kind of work waits, is claimed, tried again and given up by the same columns: state, attempt, failures, next_attempt_at, lease_until.
alter table data_imports
  add column failures integer not null default 0,
  add column next_attempt_at timestamptz;
update data_imports set next_attempt_at = created_at;
alter table data_imports alter column next_attempt_at set not null;

-- What staff run from the explorer is work as well, for any node: all that it takes is in its row. A run that a node had in its memory alone
-- ends with it.
update list_exports
set state = 'failed', reason = 'The run was interrupted. Run the list again.', finished_at = now()
where state = 'running';
alter table list_exports
  -- What is run, for whom, whatever is edited meanwhile; none of it is known of runs that ended before this.
  add column list_name varchar(200),
  add column snapshot jsonb,
  add column who varchar(256),
  add column from_address varchar(64),
  add column attempt integer not null default 0,
  add column failures integer not null default 0,
  add column next_attempt_at timestamptz,
  add column lease_until timestamptz,
  drop column alive_at,
  drop constraint list_exports_state_check,
  add constraint list_exports_state_check check (state in ('waiting', 'running', 'ready', 'empty', 'failed')),
  add check (state not in ('waiting', 'running') or (list_name is not null and snapshot is not null and who is not null));
update list_exports set next_attempt_at = started_at;
alter table list_exports alter column next_attempt_at set not null;
create index list_exports_work on list_exports (next_attempt_at, id) where state in ('waiting', 'running');
