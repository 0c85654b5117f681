-- Who is signed in, so that a session can be ended on the server: the browser's cookie holds a random id, and this its SHA-256 alone. Nodes
-- of the version before begin sessions without a row here: those sign in again.
create table sessions (
  id uuid primary key,
  id_hash bytea not null unique check (length(id_hash) = 32),
  user_id uuid not null references users on delete cascade,
  -- The account's, as it was when the session began: a new one ends the session.
  security_stamp text,
  begun_at timestamptz not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > begun_at),
  browser varchar(100) not null,
  from_address text
);
create index sessions_user_id on sessions (user_id);
