-- At least five confirmed bookings in the last 365 days.
select count(*)
from (
  select customer_id from crm.bookings
  where status = 'Confirmed' and booked_at >= '2025-12-01 00:00 Europe/London' and booked_at < '2026-12-01 00:00 Europe/London'
  group by customer_id
  having count(*) >= 5) often
