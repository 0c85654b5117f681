-- Who booked an event with a status is told by the index alone, which is what most lists ask.
drop index crm.bookings_event_instance_id;
create index bookings_event_instance_id on crm.bookings (event_instance_id, customer_id) include (status);
