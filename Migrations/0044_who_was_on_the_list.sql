-- Only new customers, or only when something has changed: told from who was on the list when it was last delivered.

alter table scheduled_lists
  -- Who is in the file: everyone; everyone, and who is new is marked; those who are new alone.
  add column send varchar(10) not null default 'everyone' check (send in ('everyone', 'marked', 'new')),
  add column at_least integer check (at_least between 1 and 1000000),
  -- One choice says what nothing is sent for: 'send' none, 'skip' an empty list, 'changed' one on which nobody came or went, 'at_least' one
  -- with fewer to send. Nodes of the version before send in place of the last two.
  drop constraint scheduled_lists_when_empty_check,
  add constraint scheduled_lists_when_empty_check check (when_empty in ('send', 'skip', 'changed', 'at_least')),
  add check ((when_empty = 'at_least') = (at_least is not null));

alter table deliveries
  add column customer_list_id bigint,
  add column send varchar(10) not null default 'everyone',
  add column at_least integer,
  -- "12 new, 3 gone since …": null where nobody asks. What it is compared with is the instant of that delivery's run; without one, why.
  add column new_customers bigint,
  add column gone_customers bigint,
  add column compared_with timestamptz,
  add column not_compared varchar(20) check (not_compared in ('first', 'other_list', 'keys_lost')),
  add check ((new_customers is null) = (gone_customers is null)),
  add check ((new_customers is null) = (compared_with is null and not_compared is null));

-- Who was on a scheduled list, or on a part of it, as it was made for a delivery. It counts from when that was delivered; the latest that
-- counts is what the next is compared with, and earlier ones are deleted. Kept apart from the register of files: for as long as the scheduled
-- list is there and asks for it, and for nothing else.
create table delivered_members (
  id bigint generated always as identity primary key,
  scheduled_list_id bigint not null references scheduled_lists on delete cascade,
  part_key text,
  -- Without a reference: a run is deleted before the memory of who was on its lists. Later deliveries have greater numbers.
  delivery_id bigint not null unique,
  customer_list_id bigint not null,
  as_of timestamptz not null,
  member_key_id integer not null references member_keys on delete restrict,
  delivered boolean not null default false
);
create index delivered_members_scheduled_list_id on delivered_members (scheduled_list_id, delivery_id desc);
create index delivered_members_member_key_id on delivered_members (member_key_id);

-- Sorted hashes of 64 bits, big-endian, one after another, through all parts of a set; another hash in each scheduled list.
create table delivered_member_parts (
  set_id bigint not null references delivered_members on delete cascade,
  part integer not null check (part >= 0),
  hashes bytea not null check (octet_length(hashes) > 0 and octet_length(hashes) % 8 = 0),
  primary key (set_id, part)
);
alter table delivered_member_parts alter column hashes set storage external;
