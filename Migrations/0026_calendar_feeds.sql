-- The private address at which a person's calendar program reads what is to run; known here only by its hash.
create table calendar_feeds (
  user_id uuid primary key references users on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  -- Only the person's own schedules.
  mine boolean not null,
  made_at timestamptz not null,
  read_at timestamptz
);
