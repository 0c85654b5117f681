-- Which contact preference means "may be shared with partners", and what a list does whose customers have not all answered Yes to it, when
-- somebody outside gets contact columns of theirs. No foreign key: a feed may delete a preference, and then nobody has answered Yes.
alter table venue_settings
  add column sharing_preference_id bigint,
  add column without_agreement varchar(10) not null default 'warn' check (without_agreement in ('nothing', 'warn', 'refuse'));

-- Where the venue keeps a preference for each company; any other company's is the one for all.
create table sharing_preferences (
  company varchar(200) not null check (company <> ''),
  contact_preference_id bigint not null
);
create unique index sharing_preferences_company on sharing_preferences (lower(company));

-- Who of these addresses is outside, and the preference that customers must have answered Yes to for contact columns of theirs to go there:
-- that of the company, or the one for all. Where neither is named there is none, and nobody has agreed. No row where the venue asks nothing.
create function sharing_questions(addresses text[]) returns table (address text, company text, preference bigint, refuses boolean)
language sql stable as $$
  select o.address, o.company, coalesce(s.contact_preference_id, v.sharing_preference_id), v.without_agreement = 'refuse'
  from venue_settings v
  cross join lateral outsiders(addresses) o
  left join sharing_preferences s on lower(s.company) = lower(o.company)
  where v.without_agreement <> 'nothing'
    and (v.sharing_preference_id is not null or exists (select from sharing_preferences))
  order by array_position(addresses, o.address)
$$;

-- What became of the addresses outside that were to get contact columns: those of whose company not all had agreed, sent or left out.
-- [{"address", "company", "customers", "notAgreed", "leftOut"}]
alter table deliveries add column sharing jsonb not null default '[]';
