-- To each their own: a scheduled list split by what was booked. Each value is a delivery with a file, links and a count of its own, and
-- only those whom the table names beside the value may have it.

-- Values are the same as criteria take text for the same: without regard to capitals, blanks around it, or how accents are written.
create function part_key(split_by text, value text) returns text language sql immutable strict parallel safe as $$
  select split_by || ' ' || lower(normalize(btrim(value), nfc))
$$;

alter table scheduled_lists add column split_by varchar(10) check (split_by in ('producer', 'event', 'event_tag'));

-- Email to names each address once, whatever it gets; these are the values that each of them gets, where the list is split.
create table scheduled_list_parts (
  id bigint generated always as identity primary key,
  scheduled_list_id bigint not null,
  value varchar(300) not null check (btrim(value) <> ''),
  address varchar(254) collate "C" not null,
  position integer not null,
  key text not null generated always as (lower(normalize(btrim(value), nfc))) stored,
  unique (scheduled_list_id, address, key),
  foreign key (scheduled_list_id, address) references scheduled_list_recipients on delete cascade
);

-- Whom each scheduled list names today, with the value whose part they may have: a row for each of an address's values. Where the list is
-- the same for everyone there is one row without a value, and whoever may have the whole may have any part that was sent to them.
create view current_parts as
select r.scheduled_list_id, r.address, r.position, l.name as scheduled_list_name, l.customer_list_id, l.file_format, l.remind,
  l.schedule_id, s.name as schedule_name, s.run_as_schedule, s.run_on_demand, s.paused_at, s.next_run_at, l.split_by, p.id as part_id,
  p.value as split_value, l.split_by || ' ' || p.key as part_key
from scheduled_list_recipients r
join scheduled_lists l on l.id = r.scheduled_list_id and l.deleted_at is null
join schedules s on s.id = l.schedule_id and s.deleted_at is null
left join scheduled_list_parts p on p.scheduled_list_id = r.scheduled_list_id and p.address = r.address and l.split_by is not null
where l.split_by is null or p.id is not null;

alter table deliveries
  -- Which part of a split list it is; the value as it was chosen, and what it is compared by. Null: the whole list.
  add column split_by varchar(10),
  add column split_value varchar(300),
  add column part_key text,
  -- Parts of a run are made together, by whoever claims the one that they name; it names none.
  add column made_with bigint references deliveries on delete cascade,
  add column part_rows bigint,
  add check ((split_by is null) = (split_value is null) and (split_by is null) = (part_key is null)),
  -- A node of the version before would make the whole list of it: it cannot say how many rows the part has.
  add check (split_by is null or made_at is null or part_rows is not null),
  drop constraint deliveries_run_id_scheduled_list_id_key,
  add constraint deliveries_run_id_scheduled_list_id_part_key unique nulls not distinct (run_id, scheduled_list_id, part_key);
create index deliveries_made_with on deliveries (made_with) where made_with is not null;

-- Nor can one deliver the whole of a list that is split.
create function no_whole_of_a_split() returns trigger language plpgsql as $$
begin
  if exists (select from scheduled_lists where id = new.scheduled_list_id and split_by is not null) then
    raise exception 'Scheduled list % is split: it is delivered in parts.', new.scheduled_list_id;
  end if;
  return new;
end
$$;
create trigger deliveries_of_a_split before insert on deliveries for each row when (new.split_by is null)
  execute function no_whole_of_a_split();

-- What of a split list goes to nobody, as it was when the run's parts were made.
create table run_splits (
  run_id bigint not null references runs on delete cascade,
  scheduled_list_id bigint not null references scheduled_lists on delete restrict,
  customers bigint not null,
  customers_without_value bigint not null,
  bookings_without_value bigint not null,
  -- The values without a recipient: [{"value", "customers", "bookings"}], those with most customers first; of very many the first.
  unmet jsonb not null,
  unmet_values integer not null,
  primary key (run_id, scheduled_list_id)
);

-- Of which values without a recipient the owner was told.
create table split_values_told (
  scheduled_list_id bigint not null references scheduled_lists on delete cascade,
  part_key text not null,
  told_at timestamptz not null,
  primary key (scheduled_list_id, part_key)
);

-- A person's parts of one run go in one mail: that of the message that the others name. They wait, and end, with it.
alter table messages add column sent_with bigint references messages on delete set null;
create index messages_sent_with on messages (sent_with) where sent_with is not null;

alter table file_origins add column split_value varchar(300);
