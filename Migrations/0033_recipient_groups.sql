-- Addresses that staff gave a name. Picking a group copies them into Email to; nothing leads back, and being in one gives no right.
create table recipient_groups (
  id bigint generated always as identity primary key,
  name varchar(100) not null check (name <> ''),
  -- Compared to the letter, as on Email to.
  addresses text[] collate "C" not null check (cardinality(addresses) between 1 and 200),
  version integer not null default 1,
  created_at timestamptz not null
);
create unique index recipient_groups_name on recipient_groups (lower(name));
