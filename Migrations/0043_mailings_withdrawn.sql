alter table mailings
  -- When the copy was asked for: only what appeared in Dotdigital within minutes of it can be what a lost answer left behind.
  add column copy_tried_at timestamptz,
  -- What a mailing that Dotdigital was asked to send ends as, and why, once Dotdigital has said that it did not send it.
  add column ends_as varchar(20) check (ends_as in ('skipped', 'cancelled')),
  add column ends_because text check (ends_because <> ''),
  -- Dotdigital refused to delete the address book or the copy: that is tried again from then on.
  add column leftovers_next_at timestamptz,
  add check ((ends_as is null) = (ends_because is null)),
  drop constraint mailings_step_check,
  add constraint mailings_step_check
    check (step in ('members', 'guard', 'copy', 'address_book', 'import', 'importing', 'send', 'withdraw', 'sending', 'done'));
