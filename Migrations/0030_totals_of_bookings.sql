-- What the bookings in a delivery's file come to, together and by performance; nothing of a person. Null where the file shows none.
alter table deliveries add column totals jsonb;
