-- A test: the mail and file of one scheduled list, made as for its recipients and sent to the staff member who asks, alone.
alter table runs drop constraint runs_kind_check;
alter table runs add constraint runs_kind_check check (kind in ('scheduled', 'on_demand', 'manual', 'test'));
