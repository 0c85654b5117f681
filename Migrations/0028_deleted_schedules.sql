-- A deleted schedule can be brought back: who deleted it is shown beside it. What was deleted before is told by the audit.
alter table schedules add column deleted_by uuid references users on delete set null;
-- One that was brought back is unseen by partners, as an unsaved copy is, until it is resumed; saving it shows it to nobody.
alter table schedules add column brought_back boolean not null default false;
create index schedules_deleted on schedules (deleted_at desc, id desc) where deleted_at is not null;

update schedules s
set deleted_by = a.user_id
from audit a
where s.deleted_at is not null and a.action = 'schedule.deleted' and a.subject_type = 'schedule' and a.subject_id = s.id::text
  and exists (select from users u where u.id = a.user_id);
