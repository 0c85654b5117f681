-- One name a subject: an action is "subject.verb" of the subject that its entry is about, in snake_case. What was written before is
-- renamed with it, so that a search finds old and new alike. Only the owner of the table can lift what keeps the audit as it is.
alter table audit disable trigger audit_is_append_only;

update audit a
set action = n.action, subject_type = n.subject_type
from (values
  ('customer-list.changed', 'customer_list.changed', 'customer_list'),
  ('customer-list.created', 'customer_list.created', 'customer_list'),
  ('customer-list.deleted', 'customer_list.deleted', 'customer_list'),
  ('customer-list.renamed', 'customer_list.renamed', 'customer_list'),
  ('customer-list.run', 'customer_list.run', 'customer_list'),
  ('scheduled-list.test_sent', 'scheduled_list.test_sent', 'scheduled_list'),
  ('list.run_on_demand', 'scheduled_list.run_on_demand', 'scheduled_list'),
  ('link.resent', 'run.link_resent', 'run'),
  ('file.made', 'delivery.file_made', 'delivery'),
  ('data.imported', 'import.finished', 'import'),
  ('dotdigital.account_removed', 'dotdigital_account.removed', 'dotdigital_account'),
  ('dotdigital.account_saved', 'dotdigital_account.saved', 'dotdigital_account'),
  ('dotdigital.connection_tested', 'dotdigital_account.connection_tested', 'dotdigital_account'),
  ('keys.accepted', 'keys.accepted', 'keys'),
  ('output_template.changed', 'output_template.changed', 'output_template')
) n (was, action, subject_type)
where a.action = n.was;

alter table audit enable trigger audit_is_append_only;
