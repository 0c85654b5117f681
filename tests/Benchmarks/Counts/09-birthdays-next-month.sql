-- A birthday in January, of those who booked at least two tickets at once this year.
select count(*)
from crm.customers c
where extract(month from c.birth_date) = 1
  and exists (
    select from crm.bookings b
    where b.customer_id = c.id and b.tickets >= 2
      and b.booked_at >= '2026-01-01 00:00 Europe/London' and b.booked_at < '2027-01-01 00:00 Europe/London')
