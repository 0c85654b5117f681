-- A birthday as a number, 1231 for 31 December, whatever the year: indexed, and with statistics, so that today's birthdays are found at once.
create function crm.birthday(birth_date date) returns integer language sql immutable strict parallel safe
return (extract(month from birth_date) * 100 + extract(day from birth_date))::integer;

create index customers_birthday on crm.customers (crm.birthday(birth_date)) where birth_date is not null;
