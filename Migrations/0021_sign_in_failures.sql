-- Wrong passwords and codes, counted by account and where they came from, so that nobody closes somebody else's account: a network that
-- guesses is closed, and a browser that signed in before stays open. What counted before, for an account from anywhere, is not used any
-- more: users.lockout_end and users.access_failed_count stay because Identity's model has them.
create table sign_in_failures (
  -- The address as it was typed, in Identity's normal form, whether or not it has an account; empty: all accounts together.
  account varchar(256) not null,
  -- A browser or a network; empty: all networks together.
  origin varchar(64) not null,
  failures integer not null check (failures >= 0),
  -- So many close it, until the count is forgotten.
  most integer not null check (most > 0),
  forgotten_at timestamptz not null,
  primary key (account, origin)
);
