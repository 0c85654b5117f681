-- A row for each customer, or for each booking that matched: chosen with the columns.
alter table customer_lists add column row_per_booking boolean not null default false;
alter table scheduled_lists add column row_per_booking boolean not null default false;

-- How many bookings matched; none where a row stands for a customer. row_count stays the number of customers.
alter table deliveries add column booking_count bigint;
alter table list_exports add column booking_count bigint;
alter table list_counts add column bookings bigint;

-- Nodes of the version before go on with three arguments, and read what says nothing of rows.
create function customer_list_snapshot(definition jsonb, output_columns text[], sort_by jsonb, row_per_booking boolean) returns jsonb
language sql stable as $$
  select customer_list_snapshot(definition, output_columns, sort_by)
    || case when row_per_booking then '{"rowPerBooking": true}'::jsonb else '{}'::jsonb end
$$;
