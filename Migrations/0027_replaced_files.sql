-- The newer on-demand file of the same people and report that took a file's place; its expiry is when it did.
alter table stored_files add column replaced_by bigint references stored_files on delete set null;
create index stored_files_replaced_by on stored_files (replaced_by) where replaced_by is not null;
