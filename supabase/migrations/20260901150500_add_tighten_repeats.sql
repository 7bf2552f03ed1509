-- A repeat with stricter consent tightens: what it forbids and we have not sent ends as it says, and its signals join
-- the event's, so that a worker that holds the delivery, or a redrive of a dead one, decides again with them.
set role tl_owner;

create function data.stricter_repeats(
  items data.ingest_item[], deliveries data.ingest_delivery[], denying data.repeat[]
) returns data.ending[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  ids uuid[] := array(select distinct event_id from unnest(denying));
  first_at timestamptz := (select min(received_at) from unnest(denying));
  last_at timestamptz := (select max(received_at) from unnest(denying));
begin
  return array(
    select row(
      r.workspace_id, r.event_id, r.received_at, d."destinationId", own.run, 'ingest',
      ended.verdict, d.mode, ended.reason, d.gate, i."configVersion", i."policyVersion", i."signalsId",
      ended."inputsId", (i.body -> 'jurisdiction')::jsonb, ended.consent, d.rule, i."receivedAt",
      coalesce(i."subjectKeys"[1], i."blindedKeys"[1])
    )::data.ending
    from unnest(items) with ordinality as i
    join unnest(denying) as r using (ordinality)
    join unnest(deliveries) as d using (ordinality)
    join data.deliveries as own
      on own.workspace_id = r.workspace_id and own.event_id = r.event_id and own.received_at = r.received_at
      and own.destination_id = d."destinationId"
    -- What would be held of the repeat alone says less than what let the first one in.
    cross join lateral (
      select
        case d.state when 'held' then 'denied' else d.verdict end as verdict,
        case d.state when 'held' then 'repeat_says_less' else d.reason end as reason,
        case when d.state <> 'held' then i."inputsId" end as "inputsId",
        case when d.state <> 'held' then d.consent end as consent
    ) as ended
    where own.event_id = any (ids) and own.received_at between first_at and last_at
      and own.state in ('queued', 'held', 'dead') and d.state in ('denied', 'suppressed', 'held')
      and own.state <> d.state
  );
end
$$;

create function data.tighten_repeats(
  items data.ingest_item[], deliveries data.ingest_delivery[], denying data.repeat[]
) returns void
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  endings data.ending[] := data.stricter_repeats(items, deliveries, denying);
begin
  if cardinality(endings) = 0 then
    return;
  end if;
  perform from data.events as e
  join (select distinct workspace_id, event_id, received_at from unnest(endings)) as x
    using (workspace_id, event_id, received_at)
  order by workspace_id, event_id
  for update of e;

  update data.events as e
  set signals_ids = e.signals_ids || array(select id from unnest(x.ids) as id where id <> all (e.signals_ids))
  from (
    select workspace_id, event_id, received_at, array_agg(distinct signals_id) as ids
    from unnest(endings)
    group by 1, 2, 3
  ) as x
  where e.workspace_id = x.workspace_id and e.event_id = x.event_id and e.received_at = x.received_at
    and not e.signals_ids @> x.ids;

  perform data.end_queued(endings);
end
$$;

reset role;
