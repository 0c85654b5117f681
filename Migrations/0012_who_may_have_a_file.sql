-- Who may have a file is said here once. An address is compared to the letter (collate "C"): two that differ in capitals alone are two
-- addresses, and whoever holds one of them gets nothing that was sent to the other.

-- Whom each scheduled list names today, with the list and its schedule; neither of them deleted. Being paused takes nobody off.
create view current_recipients as
select r.scheduled_list_id, r.address, r.position, l.name as scheduled_list_name, l.customer_list_id, l.file_format, l.remind,
  l.schedule_id, s.name as schedule_name, s.run_as_schedule, s.run_on_demand, s.paused_at, s.next_run_at
from scheduled_list_recipients r
join scheduled_lists l on l.id = r.scheduled_list_id and l.deleted_at is null
join schedules s on s.id = l.schedule_id and s.deleted_at is null;

-- Who can collect what was sent to their address: active accounts with the role Collect Report. No other role implies it.
create view collectors as
select u.id, u.name, u.email collate "C" as address
from users u
where u.deactivated_at is null
  and exists (select from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id and r.name = 'Collect Report');

-- The venue's own people: active accounts with one of the roles of staff.
create view staff as
select u.id, u.name, u.email,
  exists (select from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id and r.name = 'Administrator') as administrator
from users u
where u.deactivated_at is null
  and exists (
    select from user_roles ur
    join roles r on r.id = ur.role_id
    where ur.user_id = u.id and r.name in ('Administrator', 'Insights & Mailings'));
