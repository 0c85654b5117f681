-- What pages ask of a year of runs, files and mailings is read from indexes alone: the newest runs, of all and of each schedule, with how
-- they ended, and the few that did not end well; the files that can still be collected; mailings in the order of their page.
drop index runs_created_at;
create index runs_created_at on runs (created_at desc, id desc) include (schedule_id, kind, state, as_of);
drop index runs_schedule_id;
create index runs_schedule_id on runs (schedule_id, created_at desc, id desc) include (kind, state, as_of);
create index runs_not_well on runs (created_at desc) where state in ('failed', 'partly_delivered', 'missed');
create index runs_tests on runs (id) where kind = 'test';
create index stored_files_live on stored_files (expires_at, id) where deleted_at is null and revoked_at is null;
create index mailings_in_order on mailings ((state = 'held') desc, id desc);
create index mailings_category on mailings (category);
