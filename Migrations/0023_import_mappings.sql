-- How files of one layout are read, kept by a name: which of their columns go where, and how they are written.
create table import_mappings (
  id bigint generated always as identity primary key,
  kind varchar(30) not null
    check (kind in ('customers', 'tags', 'contact_preferences', 'events', 'event_tags', 'instances', 'bookings', 'donations', 'memberships')),
  name varchar(100) not null check (name <> ''),
  mapping jsonb not null,
  changed_at timestamptz not null
);
create unique index import_mappings_name on import_mappings (kind, lower(name));
