-- Everyone who donated yesterday and has an e-mail address.
select count(*)
from crm.customers c
where c.email is not null
  and c.id in (
    select customer_id from crm.donations
    where donated_at >= '2026-11-30 00:00 Europe/London' and donated_at < '2026-12-01 00:00 Europe/London')
