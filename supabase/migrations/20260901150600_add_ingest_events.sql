-- One batch, one transaction, answers in input order. Locks are taken in one order by every caller: homes, message ids,
-- signals, the ledger, events, queue, destinations – each sorted. No NOTIFY here: it serialises commits.
set role tl_owner;

create function data.repeat_codes(items data.ingest_item[], split data.ingest_split, repeats bigint[]) returns jsonb
language sql stable set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
  with head as materialized (
    select "workspaceId", "eventId", "bodyHash", ordinality from unnest(items) with ordinality
  )
  select jsonb_object_agg(
    h.ordinality,
    case
      when m.body_hash <> decode(h."bodyHash", 'hex') then 'body_differs'
      when exists (
        select from head as f
        where f."workspaceId" = h."workspaceId" and f."eventId" = h."eventId" and f.ordinality = any (split.fresh)
      ) then 'in_batch_duplicate'
    end
  )
  from head as h
  join data.message_ids as m on m.workspace_id = h."workspaceId" and m.event_id = h."eventId"
  where h.ordinality = any (repeats)
$$;

create function data.ingest_answers(items data.ingest_item[], split data.ingest_split, codes jsonb) returns jsonb
language sql stable set search_path = '' set enable_nestloop = off as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'eventId', i."eventId",
        'status', case
          when home.ordinality is null then 'rejected' when new.ordinality is null then 'duplicate' else 'accepted'
        end,
        'code', case when home.ordinality is null then 'wrong_home' else codes ->> ordinality::text end
      )
      order by ordinality
    ),
    '[]'
  )
  from unnest(items) with ordinality as i
  left join unnest(split.at_home) as home(ordinality) using (ordinality)
  left join unnest(split.fresh) as new(ordinality) using (ordinality)
$$;

-- `news` is what the batch tells the ledger, null when nothing.
create function data.ingest(
  items data.ingest_item[], deliveries data.ingest_delivery[], news data.ingest_news[]
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  split data.ingest_split;
  repeats bigint[];
  denying data.repeat[];
  of_repeats data.signals[];
  codes jsonb;
  withdrawn data.ending[];
  woken data.wake_up[];
begin
  perform data.share_homes(array(select distinct "workspaceId" from unnest(items)));
  split := data.claim_message_ids(items);
  repeats := array(select unnest(split.at_home) except select unnest(split.fresh));
  if cardinality(repeats) > 0 then
    codes := data.repeat_codes(items, split, repeats);
    denying := data.denying_repeats(items, deliveries, repeats);
  end if;
  if denying is not null then
    of_repeats := data.signals_of_repeats(items, denying);
  end if;
  perform data.insert_signals(items, split.fresh, of_repeats);
  if news is not null then
    withdrawn := data.learn(news, split.at_home);
  end if;
  woken := data.insert_events(items, deliveries, split.fresh);
  if denying is not null then
    perform data.tighten_repeats(items, deliveries, denying);
  end if;
  if cardinality(withdrawn) > 0 then
    perform data.end_queued(withdrawn);
  end if;
  if woken is not null then
    perform data.wake(woken);
  end if;
  return data.ingest_answers(items, split, codes);
end
$$;

-- The door for supabase-js: a document, named as in supabase/queries/records.ts.
create function api.ingest_events(batch jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return data.ingest(
    array(select i from jsonb_populate_recordset(null::data.ingest_item, batch) as i),
    array(
      select row(
        sent.ordinality, d."destinationId", d.state, d.verdict, d.mode, d.reason, d.gate, d."dueAt", d."expiresAt",
        d.purposes, d."plainSealed", d.consent, d.rule, d.warnings
      )::data.ingest_delivery
      from jsonb_array_elements(batch) with ordinality as sent(item, ordinality)
      cross join jsonb_populate_recordset(null::data.ingest_delivery, sent.item -> 'deliveries') as d
    ),
    (
      select array_agg(
        row(sent.ordinality, (sent.item ->> 'workspaceId')::uuid, sent.item -> 'links', sent.item -> 'choices')
          ::data.ingest_news
      )
      from jsonb_array_elements(batch) with ordinality as sent(item, ordinality)
      where sent.item ? 'links' or sent.item ? 'choices'
    )
  );
end
$$;
grant execute on function api.ingest_events(jsonb) to tl_ingest;

-- The door for the driver: an event a line, a delivery a line, fields between tabs in the order of their types, null as
-- \N. Neither JSON nor base64 ever holds a raw tab or line break, so nothing is escaped, and a line is taken apart many
-- times faster than a document.
-- json keeps what jsonb and text cannot hold (NUL, half a surrogate pair): it would be found when it is read, too late.
-- Only an escape can write one, and most bodies have none.
create function data.holdable(document text) returns json
language sql immutable as $$
  select case when strpos(document, '\u') = 0 then document::json else document::jsonb::json end
$$;

create function data.items_in(events text) returns data.ingest_item[]
language sql stable set search_path = '' as $$
  with line as materialized (
    select string_to_array(text, E'\t', '\N') as f from string_to_table(events, E'\n') as text
  )
  select array_agg(
    row(
      f[1]::uuid, f[2]::integer, f[3]::uuid, f[4]::timestamptz, f[5]::timestamptz, f[6]::timestamptz, f[7], f[8]::uuid,
      f[9], f[10]::json #>> '{}', f[11]::boolean, data.holdable(f[12]), f[13], f[14]::json, f[15]::uuid[], f[16]::uuid[],
      f[17]::uuid[], f[18], f[19]::json, f[20], f[21]::json, f[22]::smallint, f[23]::json, f[24]::integer,
      f[25]::integer
    )::data.ingest_item
  )
  from line
$$;

create function data.deliveries_in(deliveries text) returns data.ingest_delivery[]
language sql stable set search_path = '' as $$
  with line as materialized (
    select string_to_array(text, E'\t', '\N') as f from string_to_table(deliveries, E'\n') as text
  )
  select array_agg(
    row(
      f[1]::bigint, f[2]::uuid, f[3], f[4], f[5], f[6], f[7], f[8]::timestamptz, f[9]::timestamptz, f[10]::text[],
      f[11], f[12], f[13], f[14]::text[]
    )::data.ingest_delivery
  )
  from line
$$;

create function api.ingest_lines(events text, deliveries text, news jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return data.ingest(
    data.items_in(events),
    data.deliveries_in(deliveries),
    (select array_agg(n) from jsonb_populate_recordset(null::data.ingest_news, news) as n)
  );
end
$$;
grant execute on function api.ingest_lines(text, text, jsonb) to tl_ingest;

reset role;
