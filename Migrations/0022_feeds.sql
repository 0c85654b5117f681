-- What a feed writes past Import Data: values that no list can be made of are refused, and text is tidied, as an import does both.
-- Triggers, not checks: a check, even one that is not valid yet, refuses every later change of an old row, so that a feed that worked would
-- fail for a row that nobody wrote today. What an old row holds may be written again as it is; what is new may not.

-- As many a database writes that there is no end.
update crm.memberships set expires_on = null where expires_on >= date '9999-01-01';

create function crm.no_end() returns trigger language plpgsql as $$
begin
  new.expires_on := null;
  return new;
end
$$;

create trigger no_end before insert or update of expires_on on crm.memberships
for each row when (new.expires_on >= date '9999-01-01') execute function crm.no_end();

-- What lists can be made of: dates from 1800 to 2200, moments with a day more at each end for the time zones, and numbers.
create function crm.usable(written date) returns boolean language sql immutable parallel safe
return written is null or written between date '1800-01-01' and date '2200-12-31';

create function crm.usable(written timestamptz) returns boolean language sql immutable parallel safe
return written is null or written between timestamptz '1799-12-31 00:00+00' and timestamptz '2201-01-02 00:00+00';

create function crm.usable(written numeric) returns boolean language sql immutable parallel safe
return written is null or written <> 'NaN';

-- Called for rows alone in which one of the columns named is not usable.
create function crm.refuse_unusable() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  written_column text;
  known boolean;
begin
  foreach written_column in array tg_argv loop
    if written ->> written_column ~ 'infinity|NaN|BC$'
      or (substring(written ->> written_column from '^(\d+)-\d'))::bigint not between 1800 and 2200 then
      if tg_op = 'UPDATE' then
        known := written -> written_column = to_jsonb(old) -> written_column;
      elsif written ? 'external_reference' then
        -- The row of an insert that becomes an update, "on conflict".
        execute format(
          'select exists (select from %I.%I t where external_reference = $1 and to_jsonb(t) -> $2 = $3)', tg_table_schema, tg_table_name)
        into known using written ->> 'external_reference', written_column, written -> written_column;
      end if;
      if known is not true then
        raise check_violation using
          message = format('%s.%s of "%s" cannot be used: dates are from 1800 to 2200, and amounts are numbers',
            tg_table_name, written_column, coalesce(written ->> 'external_reference', 'a new row')),
          schema = tg_table_schema, table = tg_table_name, column = written_column,
          constraint = tg_table_name || '_' || written_column || '_usable';
      end if;
    end if;
  end loop;
  return new;
end
$$;

-- Text as an import stores it: composed (NFC), nothing unseen at its ends, and in a mark (an address, a telephone) nothing unseen at all.
-- Some letters are two when they are composed: a text that would become longer is left as it was.
create function crm.tidy(written text, mark boolean) returns text language sql immutable strict parallel safe as $$
  select case when char_length(tidied) <= char_length(written) then tidied else written end
  from (select regexp_replace(
    case when mark
      then regexp_replace(normalize(written),
        '[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]+', '', 'g')
      else normalize(written)
    end,
    '^[\u0001- \u007F-\u00A0\u00AD\u061C\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\u3000\uFEFF\uFFF9-\uFFFB]+'
    || '|[\u0001- \u007F-\u00A0\u00AD\u061C\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\u3000\uFEFF\uFFF9-\uFFFB]+$',
    '', 'g') as tidied) composed
$$;

-- Called for rows alone in which there may be something to tidy. The arguments are the columns of words, those of marks, and those that are
-- never null.
create function crm.tidy_text() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  tidied jsonb;
begin
  select jsonb_object_agg(c.name, case when c.tidy <> '' or c.name = any(tg_argv[2]::text[]) then c.tidy end)
  into tidied
  from (
    select name, crm.tidy(written ->> name, mark) as tidy
    from (select unnest(tg_argv[0]::text[]) as name, false as mark union all select unnest(tg_argv[1]::text[]), true) named
    where written ->> name is not null
  ) c
  where c.tidy <> written ->> c.name;
  return case when tidied is null then new else jsonb_populate_record(new, tidied) end;
end
$$;

do $$
declare
  -- Of a row's texts, joined with bars: a letter beyond ASCII or space at an end, and then one that is not composed or not seen.
  untidy constant text := $untidy$%1$s ~ '[^ -~]|\| | \|' and (%1$s is not nfc normalized
    or %1$s ~ '\|[\u0001- \u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]'
    or %1$s ~ '[\u0001- \u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]\|'
    or %1$s ~ '[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]')$untidy$;
  joined constant text := $joined$concat_ws('|', '', %s, '')$joined$;
  t record;
  texts text[];
begin
  -- In each table its dates, moments and amounts; its words, its marks, and which of these are never null.
  for t in select * from (values
    ('customers', '{birth_date,created_at,updated_at}',
      '{title,first_name,last_name,salutation,letter_salutation,address_line_1,address_line_2,address_line_3,town,county,postcode,country}',
      '{email,phone,mobile}', '{}'),
    ('tags', '{}', '{name}', '{}', '{name}'),
    ('contact_preferences', '{}', '{name}', '{}', '{name}'),
    ('event_tags', '{}', '{name}', '{}', '{name}'),
    ('events', '{}', '{name,producer}', '{}', '{name}'),
    ('event_instances', '{starts_at,ends_at}', '{venue}', '{}', '{}'),
    ('bookings', '{booked_at,amount}', '{seats,ticket_type,notes}', '{}', '{}'),
    ('donations', '{donated_at,amount}', '{fund,campaign}', '{}', '{fund}'),
    ('memberships', '{starts_on,expires_on}', '{scheme}', '{}', '{scheme}'),
    ('mailings_received', '{received_at}', '{category,name}', '{}', '{category,name}'),
    ('data_loads', '{as_of,loaded_at}', '{}', '{}', '{}')
  ) as tables ("table", bounded, words, marks, needed)
  loop
    texts := t.words::text[] || t.marks::text[];
    if texts <> '{}' then
      -- Old rows, once: text is compared as it stands.
      execute format('update crm.%I set ', t."table")
        || (select string_agg(
          format(case when c = any(t.needed::text[]) then '%1$I = crm.tidy(%1$I, %2$L)' else '%1$I = nullif(crm.tidy(%1$I, %2$L), '''')' end,
            c, c = any(t.marks::text[])), ', ')
          from unnest(texts) c)
        || ' where ' || format(untidy, format(joined, (select string_agg(quote_ident(c), ', ') from unnest(texts) c)));
      -- An import has tidied its cells already, and says so.
      execute format(
        'create trigger tidy_text before insert or update of %s on crm.%I for each row when (',
        (select string_agg(quote_ident(c), ', ') from unnest(texts) c), t."table")
        || 'coalesce(current_setting(''crm.tidied'', true), '''') = '''' and '
        || format(untidy, format(joined, (select string_agg('new.' || quote_ident(c), ', ') from unnest(texts) c)))
        || format(') execute function crm.tidy_text(%L, %L, %L)', t.words, t.marks, t.needed);
    end if;

    if t.bounded <> '{}' then
      execute format(
        'create trigger refuse_unusable before insert or update of %s on crm.%I for each row when (not (%s)) '
        'execute function crm.refuse_unusable(%s)',
        (select string_agg(quote_ident(c), ', ') from unnest(t.bounded::text[]) c), t."table",
        (select string_agg(format('crm.usable(new.%I)', c), ' and ') from unnest(t.bounded::text[]) c),
        (select string_agg(quote_literal(c), ', ') from unnest(t.bounded::text[]) c));
    end if;
  end loop;
end
$$;

-- The old rows that hold what may no longer be written, at most so many of each column.
create function crm.unusable_rows(at_most integer)
returns table ("table" text, "column" text, id bigint, external_reference text, customer_id bigint, value text)
language plpgsql stable as $$
declare
  bounded record;
begin
  for bounded in
    select c.oid, c.relname, a.attname
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'crm'::regnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = any(t.tgattr)
    where t.tgname = 'refuse_unusable'
    order by c.relname, a.attnum
  loop
    return query execute format(
      'select %1$L, %2$L, t.id, to_jsonb(t) ->> ''external_reference'', (to_jsonb(t) ->> %3$L)::bigint, t.%2$I::text '
      'from crm.%1$I t where not crm.usable(t.%2$I) order by t.id limit $1',
      bounded.relname, bounded.attname, case bounded.relname when 'customers' then 'id' else 'customer_id' end)
    using at_most;
  end loop;
end
$$;
