-- When last_count was found. Null where the list was changed since, or was never counted.
alter table customer_lists add column counted_at timestamptz;
update customer_lists set counted_at = last_run_at where last_count is not null;
