-- In Oxford's postcodes, of one of two tags, and without a What's On mailing in the last 30 days.
select count(*)
from crm.customers c
where upper(replace(c.postcode, ' ', '')) like 'OX%'
  and c.id in (select customer_id from crm.customer_tags where tag_id in (1, 2))
  and not exists (
    select from crm.mailings_received r
    where r.customer_id = c.id and lower(r.category) = lower('What''s On')
      and r.received_at >= '2026-11-01 00:00 Europe/London' and r.received_at < '2026-12-01 00:00 Europe/London')
