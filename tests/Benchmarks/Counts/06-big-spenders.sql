-- Confirmed bookings worth at least 300 together.
select count(*)
from (
  select customer_id from crm.bookings where status = 'Confirmed' group by customer_id having sum(amount) >= 300) spenders
