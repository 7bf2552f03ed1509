-- Repeats that may tighten: they deny something, or say less than enough.
set role tl_owner;

create type data.repeat as (ordinality bigint, workspace_id uuid, event_id uuid, received_at timestamptz);

create function data.denying_repeats(
  items data.ingest_item[], deliveries data.ingest_delivery[], repeats bigint[]
) returns data.repeat[]
language sql stable set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
  select array_agg(row(i.ordinality, m.workspace_id, m.event_id, m.received_at)::data.repeat)
  from unnest(items) with ordinality as i
  join data.message_ids as m on m.workspace_id = i."workspaceId" and m.event_id = i."eventId"
  where i.ordinality = any (repeats)
    and exists (
      select from unnest(deliveries) as d where d.ordinality = i.ordinality and d.state in ('denied', 'suppressed', 'held')
    )
$$;

-- Not for a day that was purged: only an order's message id outlives its event.
create function data.signals_of_repeats(items data.ingest_item[], denying data.repeat[]) returns data.signals[]
language sql stable set search_path = '' as $$
  select array_agg(row(r.workspace_id, sent.id, (r.received_at at time zone 'UTC')::date, sent.content::jsonb)::data.signals)
  from unnest(items) with ordinality as s
  join unnest(denying) as r using (ordinality)
  cross join lateral (values (s."signalsId", s.signals), (s."inputsId", s.inputs)) as sent(id, content)
  where sent.id is not null
    and to_regclass('data.' || data.partition_name('signals', (r.received_at at time zone 'UTC')::date)) is not null
$$;

reset role;
