-- Members today, or donors of at least 100 altogether.
select count(*)
from (
  select customer_id from crm.memberships where starts_on <= '2026-12-01' and (expires_on is null or expires_on >= '2026-12-01')
  union
  select customer_id from crm.donations group by customer_id having sum(amount) >= 100) supporters
