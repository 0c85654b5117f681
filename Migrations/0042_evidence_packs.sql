-- Everything that was sent to an address, whoever asks for it: newest first.
create index messages_recipient on messages (recipient, id desc);

-- Evidence packs are limited in number, too; the subject of all of them is 0.
alter table quota_uses drop constraint quota_uses_quota_check;
alter table quota_uses add constraint quota_uses_quota_check
  check (quota in ('on_demand_run', 'list_run', 'test', 'resend', 'evidence_pack'));
