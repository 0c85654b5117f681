-- A copy of a schedule is unseen by partners until somebody has saved or resumed it.
alter table schedules add column unsaved_copy boolean not null default false;
