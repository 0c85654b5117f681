-- Of those with an e-mail address: who came to a clay workshop but never to jazz, or who live in Witney and are of the Film Club.
select count(*)
from (
  (select b.customer_id
   from crm.event_instances i
   join crm.bookings b on b.event_instance_id = i.id
   where i.event_id in (select id from crm.events where name in ('Clay Workshop', 'Family Clay Workshop')) and b.status = 'Confirmed'
   except
   select b.customer_id
   from crm.event_instances i
   join crm.bookings b on b.event_instance_id = i.id
   where i.event_id in (select id from crm.events where name = 'Sunday Afternoon Jazz'))
  union
  select c.id
  from crm.customers c
  where lower(c.town) = 'witney' and c.id in (
    select b.customer_id
    from crm.event_instances i
    join crm.bookings b on b.event_instance_id = i.id
    where i.event_id in (select id from crm.events where name = 'Monday Film Club'))) them
join crm.customers c on c.id = them.customer_id
where c.email is not null
