-- Two who edit the same name, description or folder: the second is told. Apart from customer_lists.version, so that a list
-- renamed in one tab does not stop what is built in another.
alter table customer_lists add column details_version integer not null default 1;
alter table customer_list_folders add column version integer not null default 1;
