-- Why a file was taken back, and by whom: for staff. The people named on it are told only that it was.
alter table stored_files
  add column revoked_by uuid references users on delete set null,
  add column revoked_reason varchar(500),
  add constraint stored_files_revoked_reason_check check (revoked_at is not null or (revoked_by is null and revoked_reason is null));

-- A reminder is a message of its own, with a token of its own: the first message's token was erased when it was accepted.
-- Being unique it is sent once, by however many nodes.
alter table messages
  add column kind varchar(10) not null default 'delivery' check (kind in ('delivery', 'reminder')),
  -- When staff last asked for a new link to be sent in place of the first.
  add column resent_at timestamptz,
  -- None: another link took its place, and the old one leads nowhere.
  alter column token_hash drop not null,
  drop constraint messages_delivery_id_recipient_key,
  add unique (delivery_id, recipient, kind),
  add check (token_hash is not null or kind = 'reminder');

create index downloads_message_id on downloads (message_id) where message_id is not null;

-- What the venue itself is waiting for is made before what a partner asks for.
alter table deliveries add column on_demand boolean not null default false;
update deliveries d set on_demand = true from runs r where r.id = d.run_id and r.kind = 'on_demand';
drop index deliveries_work;
create index deliveries_work on deliveries (on_demand, next_attempt_at, id) where state in ('waiting', 'making');
