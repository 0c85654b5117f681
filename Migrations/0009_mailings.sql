-- Integrated emails: what a schedule sends through Dotdigital, and each sending of it.

create table mailing_categories (
  id bigint generated always as identity primary key,
  name varchar(100) not null check (name <> ''),
  -- No longer offered; what was sent under it keeps its name.
  retired_at timestamptz,
  version integer not null default 1
);
create unique index mailing_categories_name on mailing_categories (lower(name));

-- When a mailing is held until somebody says Send or Cancel. One row.
create table mailing_settings (
  id integer primary key default 1 check (id = 1),
  more_than_times integer not null default 3 check (more_than_times between 2 and 100),
  less_than_one_in integer not null default 10 check (less_than_one_in between 2 and 1000),
  runs_compared integer not null default 10 check (runs_compared between 1 and 100),
  -- Three people after one are no alarm: below this many, sizes are not compared.
  never_below integer not null default 20 check (never_below between 0 and 1000000),
  first_send_above integer not null default 1000 check (first_send_above between 0 and 10000000),
  version integer not null default 1
);
insert into mailing_settings default values;

create table integrated_emails (
  id bigint generated always as identity primary key,
  schedule_id bigint not null references schedules on delete restrict,
  position integer not null,
  name varchar(200) not null check (name <> ''),
  mailing_category_id bigint not null references mailing_categories on delete restrict,
  customer_list_id bigint not null references customer_lists on delete restrict,
  -- The Dotdigital campaign that each run copies, and its name when it was picked, for when Dotdigital cannot be asked.
  campaign_id bigint not null,
  campaign_name varchar(400) not null,
  -- The Output Template when it was added: the data fields that are sent.
  output_columns text[] not null,
  first_send_confirmed boolean not null default false,
  deleted_at timestamptz,
  version integer not null default 1,
  -- Made with the form, so that one sent twice adds one email.
  idempotency_key uuid unique
);
create index integrated_emails_schedule_id on integrated_emails (schedule_id, position);
create index integrated_emails_customer_list_id on integrated_emails (customer_list_id);
create index integrated_emails_mailing_category_id on integrated_emails (mailing_category_id);

create table mailings (
  id bigint generated always as identity primary key,
  run_id bigint not null references runs on delete cascade,
  integrated_email_id bigint not null references integrated_emails on delete restrict,
  position integer not null,
  -- Snapshot of the definition, taken with the claim: what is sent whatever is edited meanwhile.
  name varchar(200) not null,
  category varchar(100) not null,
  customer_list_name varchar(200) not null,
  campaign_id bigint not null,
  campaign_name varchar(400) not null,
  snapshot jsonb not null,
  first_send_confirmed boolean not null,
  date_metrics jsonb,

  state varchar(20) not null check (state in ('waiting', 'working', 'held', 'sent', 'failed', 'skipped', 'cancelled')),
  -- The step that is to be done next. Each step's result is stored in the same transaction that goes on to the next.
  step varchar(20) not null default 'members'
    check (step in ('members', 'guard', 'copy', 'address_book', 'import', 'importing', 'send', 'withdraw', 'sending', 'done')),
  -- How long a step has waited for Dotdigital says how soon to ask again.
  step_since timestamptz not null,
  reason text,
  notes text,
  attempt integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  -- From then on it is not sent any more by itself.
  too_late_at timestamptz not null,

  -- Counts of one reading of the list: list_count = without_email + same_address + recipients.
  list_count bigint,
  without_email bigint,
  same_address bigint,
  recipients bigint,
  -- The attempt whose pages are sent; those of attempts that lost their lease are not.
  pages_of integer,

  -- What was made in Dotdigital. copy_above: the highest campaign id known before the copy was asked for; a copy that nobody
  -- knows of after an unknown outcome lies above it.
  copy_above bigint,
  copied_campaign_id bigint,
  copy_deleted_at timestamptz,
  -- Nobody else's in the venue's account, so that asking for it again finds it and no other.
  address_book_name varchar(128) not null unique default 'Customer List Schedules ' || gen_random_uuid(),
  address_book_id bigint,
  address_book_deleted_at timestamptz,
  -- Written before Dotdigital is asked to send: from here on nobody sends again without having asked what became of it.
  send_tried_at timestamptz,
  send_id varchar(100),
  send_status varchar(30),

  imported bigint,
  suppressed bigint,
  invalid bigint,

  held_at timestamptz,
  -- The figures that it was held for were looked at and sent all the same.
  released_at timestamptz,
  released_by uuid references users on delete set null,
  sent_at timestamptz,
  finished_at timestamptz,

  total_sent bigint,
  total_delivered bigint,
  total_opened bigint,
  total_clicked bigint,
  total_unsubscribed bigint,
  total_bounced bigint,
  totals_at timestamptz,
  totals_next_at timestamptz,

  -- When the copy was asked for: only what appeared in Dotdigital within minutes of it can be what a lost answer left behind.
  copy_tried_at timestamptz,
  -- What a mailing that Dotdigital was asked to send ends as, and why, once Dotdigital has said that it did not send it.
  ends_as varchar(20) check (ends_as in ('skipped', 'cancelled')),
  ends_because text check (ends_because <> ''),
  -- Dotdigital refused to delete the address book or the copy: that is tried again from then on.
  leftovers_next_at timestamptz,
  -- Of which Customer List the people are: sizes are compared with sends of the same list alone.
  customer_list_id bigint references customer_lists on delete set null,
  -- In whose account the copy and the address book are: in another account their numbers are somebody else's.
  api_user varchar(200),

  unique (run_id, integrated_email_id),
  check (send_tried_at is null or (copied_campaign_id is not null and address_book_id is not null)),
  check ((state = 'sent') <= (send_tried_at is not null and sent_at is not null)),
  check ((ends_as is null) = (ends_because is null))
);
create unique index mailings_copied_campaign_id on mailings (copied_campaign_id, api_user);
create index mailings_work on mailings (next_attempt_at) where state in ('waiting', 'working');
create index mailings_held on mailings (too_late_at) where state = 'held';
create index mailings_integrated_email_id on mailings (integrated_email_id, id desc);
create index mailings_totals on mailings (totals_next_at) where totals_next_at is not null;
create index mailings_leftovers on mailings (finished_at)
  where finished_at is not null and ((address_book_id is not null and address_book_deleted_at is null)
    or (copied_campaign_id is not null and copy_deleted_at is null));

-- What was done, in plain words and without anybody's name or address.
create table mailing_steps (
  id bigint generated always as identity primary key,
  mailing_id bigint not null references mailings on delete cascade,
  at timestamptz not null,
  words text not null,
  tone varchar(10) not null default '' check (tone in ('', 'good', 'warn', 'bad'))
);
create index mailing_steps_mailing_id on mailing_steps (mailing_id, id);

-- The people of a mailing as read once, a page an import, so that whoever resumes it imports the same. The contacts are
-- encrypted and are deleted as soon as the mailing ends.
create table mailing_pages (
  mailing_id bigint not null references mailings on delete cascade,
  attempt integer not null,
  page integer not null,
  customer_ids bigint[] not null,
  contacts bytea,
  import_id varchar(100),
  imported bigint,
  suppressed bigint,
  invalid bigint,
  primary key (mailing_id, attempt, page)
);
alter table mailing_pages alter column contacts set storage external;
