-- Whether a list asks for This performance, itself or in a global segment.
create function asks_this_performance(definition jsonb) returns boolean language sql stable as $$
  select definition @? 'lax $.**.thisPerformance' or exists (
    select from segments s
    where s.definition @? 'lax $.**.thisPerformance'
      and s.id in (
        select used::bigint
        from jsonb_path_query(asks_this_performance.definition, 'lax $.*.areas[*].segments[*].segmentId') used))
$$;

-- Lists that ask for it in schedules that run before no performance. Whatever would add a row here is refused.
create view misplaced_this_performance as
select s.id as schedule_id, s.name as schedule_name, l.id as customer_list_id, l.name as customer_list_name, l.definition
from (
  select schedule_id, customer_list_id from scheduled_lists where deleted_at is null
  union
  select schedule_id, customer_list_id from integrated_emails where deleted_at is null
) e
join schedules s on s.id = e.schedule_id and s.deleted_at is null and s.occurs is distinct from 'before_performance'
join customer_lists l on l.id = e.customer_list_id
where asks_this_performance(l.definition);
