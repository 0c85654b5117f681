-- Booked last year, not this year, and may be e-mailed.
select count(*)
from crm.customers c
where c.email is not null
  and c.id in (select customer_id from crm.customer_contact_preferences where contact_preference_id = 1 and answer = 'Yes')
  and c.id in (
    select customer_id from crm.bookings
    where booked_at >= '2025-01-01 00:00 Europe/London' and booked_at < '2026-01-01 00:00 Europe/London')
  and not exists (
    select from crm.bookings b
    where b.customer_id = c.id and b.booked_at >= '2026-01-01 00:00 Europe/London' and b.booked_at < '2027-01-01 00:00 Europe/London')
