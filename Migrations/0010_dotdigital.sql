-- The venue's account with Dotdigital. One row, made at first start from configuration and changed by administrators; without an
-- address there is no account, and nothing that configuration says later brings it back.
create table dotdigital_account (
  id integer primary key default 1 check (id = 1),
  base_url varchar(200) check (base_url <> ''),
  api_user varchar(200) check (api_user <> ''),
  -- Protected by the keys of the keys folder; when those are lost it cannot be read, and is asked for again.
  password_protected bytea,
  -- What Dotdigital called the account when the connection was last tested.
  account_name varchar(200),
  version integer not null default 1,
  -- Dotdigital's number of the account then: an account may have several API users.
  account_number bigint,
  check ((base_url is null) = (api_user is null) and (base_url is null) = (password_protected is null))
);

-- The calls of the last hour, by all nodes: a call is made only when a row here leaves room for it. A call counts until a minute
-- after its end, so that however long it was on its way no minute of Dotdigital's sees more than the limit.
create table dotdigital_calls (
  id bigint generated always as identity primary key,
  api_user varchar(200) not null,
  call varchar(40) not null,
  -- Dotdigital counts some calls apart from others; "" until its answers say which.
  tier varchar(40) not null,
  started_at timestamptz not null,
  -- When its minute begins: at its end, and until then at the latest that it can end.
  counts_from timestamptz not null
);
create index dotdigital_calls_counts_from on dotdigital_calls (api_user, counts_from);

-- What Dotdigital's answers said about each call: the tier that it counts in, and that tier's calls a minute.
create table dotdigital_tiers (
  api_user varchar(200) not null,
  call varchar(40) not null,
  tier varchar(40) not null,
  calls_per_minute integer check (calls_per_minute > 0),
  primary key (api_user, call)
);

-- Tiers that Dotdigital does not answer until then; "" is all of them. Also the lock under which calls are counted.
create table dotdigital_pauses (
  api_user varchar(200) not null,
  tier varchar(40) not null,
  until timestamptz not null,
  primary key (api_user, tier)
);
