-- What a partner's page asks of a year of files: the last that the person ran of each report, and each list's files of some days.
drop index run_requests_user_id;
create index run_requests_user_id on run_requests (user_id, scheduled_list_id, id desc);
create index run_requests_requested_at on run_requests (user_id, requested_at desc);
create index deliveries_made_at on deliveries (scheduled_list_id, made_at desc) where made_at is not null;
