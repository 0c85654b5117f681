-- Everyone who booked for a production of one producer, and did not cancel.
select count(distinct b.customer_id)
from crm.events e
join crm.event_instances i on i.event_id = e.id
join crm.bookings b on b.event_instance_id = i.id
where lower(e.producer) = lower('Paper Lantern Theatre') and b.status in ('Reserved', 'Confirmed')
