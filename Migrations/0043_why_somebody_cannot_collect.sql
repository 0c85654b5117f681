-- What keeps somebody from collecting what is sent to their address is said here once.

-- An address as accounts are found by it, whatever its capitals.
create function normalized_address(address text) returns text language sql immutable parallel safe as $$
  select upper(normalize(address, nfc) collate "und-x-icu")
$$;

-- Of an address and the account that comes nearest to it; null where nothing is in the way.
create function why_not_collect(address text, account_id uuid, account text, deactivated_at timestamptz, collects boolean) returns text
language sql immutable parallel safe as $$
  select case
    when collects then null
    when account_id is null then 'no_account'
    when deactivated_at is not null then 'deactivated'
    when account collate "C" <> address collate "C" then 'capitals'
    else 'no_role' end
$$;

-- Of addresses, in their order.
create function collecting(addresses text[]) returns table (address text, account text, why text) language sql stable as $$
  select named.address, u.email::text,
    why_not_collect(
      named.address, u.id, u.email, u.deactivated_at, exists (select from collectors c where c.address = named.address collate "C"))
  from unnest(addresses) with ordinality named (address, place)
  left join users u on u.normalized_email = normalized_address(named.address)
  order by named.place
$$;

create or replace view cannot_collect as
select m.id as message_id, m.delivery_id, m.recipient, u.id as account_id, u.email as account,
  why_not_collect(m.recipient, u.id, u.email, u.deactivated_at, false) collate "default" as why
from messages m
left join users u on u.normalized_email = normalized_address(m.recipient)
where m.kind = 'delivery'
  and not exists (select from collectors c where c.address = m.recipient)
  and not exists (select from downloads w where w.message_id = m.id and w.completed);
