-- A file of encrypted chunks. Every attempt at a delivery writes a file of its own, so that a worker that lost
-- its lease can never add to another's.
create table stored_files (
  id bigint generated always as identity primary key,
  name varchar(255) not null,
  content_type varchar(100) not null,
  compressed boolean not null,
  size_bytes bigint,
  stored_bytes bigint,
  chunk_count integer,
  sha256 bytea,
  created_at timestamptz not null,
  completed_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  deleted_at timestamptz,
  -- Why a file was taken back, and by whom: for staff. The people named on it are told only that it was.
  revoked_by uuid references users on delete set null,
  revoked_reason varchar(500),
  constraint stored_files_revoked_reason_check check (revoked_at is not null or (revoked_by is null and revoked_reason is null))
);
create index stored_files_expires_at on stored_files (expires_at) where deleted_at is null;
create index stored_files_abandoned on stored_files (created_at) where completed_at is null and deleted_at is null;

create table stored_file_chunks (
  file_id bigint not null references stored_files on delete cascade,
  chunk integer not null,
  content bytea not null,
  primary key (file_id, chunk)
);
alter table stored_file_chunks alter column content set storage external;

-- Which customers a stored file held, for "where did this customer's data go?": hashes, so that the register is of no use without
-- a secret, which is protected with keys that are never in the database. One secret unless keys were lost.
create table member_keys (
  id integer generated always as identity primary key,
  secret_protected bytea not null,
  made_at timestamptz not null
);

-- Sorted hashes of 64 bits, big-endian, one after another. A file of more than 262,144 customers has several parts, each sorted.
create table stored_file_members (
  file_id bigint not null references stored_files on delete cascade,
  part integer not null check (part >= 0),
  member_key_id integer not null references member_keys on delete restrict,
  hashes bytea not null check (octet_length(hashes) > 0 and octet_length(hashes) % 8 = 0),
  primary key (file_id, part)
);
-- Hashes do not compress; uncompressed, a search reads only the pieces that it looks at.
alter table stored_file_members alter column hashes set storage external;
create index stored_file_members_member_key_id on stored_file_members (member_key_id);

-- Whether sorted hashes hold one: bisection, some twenty reads of eight bytes.
create function holds_hash(hashes bytea, wanted bytea) returns boolean language plpgsql stable strict parallel safe as $$
declare
  low integer := 0;
  high integer := octet_length(hashes) / 8;
  middle integer;
  found bytea;
begin
  while low < high loop
    middle := (low + high) / 2;
    found := substring(hashes from middle * 8 + 1 for 8);
    if found = wanted then
      return true;
    elsif found < wanted then
      low := middle + 1;
    else
      high := middle;
    end if;
  end loop;
  return false;
end
$$;

-- What a stored file was, in words that outlive its run and its list.
create table file_origins (
  file_id bigint primary key references stored_files on delete cascade,
  kind varchar(20) not null check (kind in ('delivery', 'export', 'test')),
  list_name varchar(200) not null,
  schedule_name varchar(200),
  -- Without references: a run is deleted before the memory of its files.
  run_id bigint,
  customer_list_id bigint,
  for_whom text[] not null,
  made_at timestamptz not null,
  check ((kind = 'export') = (schedule_name is null))
);
create index file_origins_made_at on file_origins (made_at);
