-- Whoever presses a button twice asks once: a form that sends has a key of its own.
alter table runs add column request_key uuid;
alter table messages add column resent_key uuid;

-- Who was sent a link, has not collected, and could not today: why, and the account that comes nearest to the address.
create view cannot_collect as
select m.id as message_id, m.delivery_id, m.recipient, u.id as account_id, u.email as account,
  case
    when u.id is null then 'no_account'
    when u.deactivated_at is not null then 'deactivated'
    when u.email collate "C" <> m.recipient then 'capitals'
    else 'no_role' end as why
from messages m
left join users u on u.normalized_email = upper(m.recipient::text collate "und-x-icu")
where m.kind = 'delivery'
  and not exists (select from collectors c where c.address = m.recipient)
  and not exists (select from downloads w where w.message_id = m.id and w.completed);
