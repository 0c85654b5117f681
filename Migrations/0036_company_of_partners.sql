-- Whose account a partner's is. Two companies that differ in capitals alone are one.
alter table users add column company varchar(200);

-- Who of these addresses is outside, in their order: whoever is no account of staff, capitals included; with the company, where it is known.
create function outsiders(addresses text[]) returns table (address text, company text) language sql stable as $$
  select named.address, partner.company::text
  from unnest(addresses) with ordinality named (address, place)
  left join users partner on partner.email collate "C" = named.address
  where not exists (select from staff s where s.email collate "C" = named.address)
  order by named.place
$$;
