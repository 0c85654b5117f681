-- What a person started in the last day, for the limits of configuration section Quotas. Older rows go with the person's next start.
create table quota_uses (
  id bigint generated always as identity primary key,
  user_id uuid not null references users on delete cascade,
  quota varchar(20) not null check (quota in ('on_demand_run', 'list_run', 'test', 'resend')),
  -- The scheduled list, or for list_run the Customer List.
  subject_id bigint not null,
  used_at timestamptz not null
);
create index quota_uses_user_id on quota_uses (user_id, quota, subject_id, used_at desc);

-- Of which sizes of all stored files administrators were told; a row goes when they have become smaller again.
create table stored_size_alarms (
  percent integer primary key check (percent in (80, 100)),
  alarmed_at timestamptz not null
);
