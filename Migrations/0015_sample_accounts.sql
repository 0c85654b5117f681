-- Accounts of the sample venue bear a mark: Production does not start while one is active. Those made before had passwords that are public.
alter table users add column is_sample boolean not null default false;
update users set is_sample = true
where email in ('alex@oldfirestation.example', 'sam@oldfirestation.example', 'wendy@clayandkiln.example', 'priya@paperlantern.example');
