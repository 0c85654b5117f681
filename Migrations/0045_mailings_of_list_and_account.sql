-- Of which Customer List a mailing's people are: sizes are compared with sends of the same list alone.
alter table mailings add column customer_list_id bigint references customer_lists on delete set null;
update mailings m
set customer_list_id = e.customer_list_id
from integrated_emails e
join customer_lists l on l.id = e.customer_list_id
where e.id = m.integrated_email_id
  -- By another name it was another list, unless no list has that name any more: then it was renamed.
  and (l.name = m.customer_list_name or not exists (select from customer_lists other where other.name = m.customer_list_name));

-- In whose account the copy and the address book of a mailing are: in another account their numbers are somebody else's.
alter table mailings add column api_user varchar(200);
update mailings set api_user = coalesce((select api_user from dotdigital_account), 'sandbox');

-- Dotdigital's number of the account when the connection was last tested: an account may have several API users.
alter table dotdigital_account add column account_number bigint;

alter table mailings drop constraint mailings_copied_campaign_id_key;
create unique index mailings_copied_campaign_id on mailings (copied_campaign_id, api_user);
