-- How many deliveries and mailings ended on each day, and how, is counted from indexes alone.
create index deliveries_finished_at on deliveries (finished_at) include (state, run_id) where finished_at is not null;
create index mailings_finished_at on mailings (finished_at) include (state, run_id) where finished_at is not null;
