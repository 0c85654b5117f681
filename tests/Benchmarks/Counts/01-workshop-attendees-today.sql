-- Everyone with a confirmed place in one of today's workshops.
select count(distinct b.customer_id)
from crm.event_instances i
join crm.bookings b on b.event_instance_id = i.id
where i.event_id = any(array(select id from crm.events where name like '%Workshop%'))
  and i.starts_at >= '2026-12-01 00:00 Europe/London' and i.starts_at < '2026-12-02 00:00 Europe/London'
  and b.status = 'Confirmed'
