-- Two addresses that differ in capitals alone are one account, whatever writes them.
create unique index users_email_without_capitals on users (lower(email));

-- Two-step sign-in of staff. Identity's own authenticator keeps its key in the clear and takes a code twice: see docs/decisions.
alter table venue_settings add column require_two_step boolean not null default false;

create table authenticators (
  user_id uuid primary key references users on delete cascade,
  -- RFC 6238's shared key, protected for this account.
  key_protected bytea not null,
  -- The latest time step that a code was taken for: its code, and older ones, are never taken again.
  last_step bigint not null check (last_step > 0),
  set_up_at timestamptz not null
);

-- Each is good for one sign-in without the app. They are hashed, not protected, so that they work when the keys are lost.
create table recovery_codes (
  user_id uuid not null references authenticators on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (user_id, code_hash)
);
