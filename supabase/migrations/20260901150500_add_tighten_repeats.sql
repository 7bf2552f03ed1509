-- A repeat with stricter consent tightens: what it forbids and we have not sent ends as it says, and its signals join
-- the event's, so that a worker that holds the delivery decides again with them.
set role tl_owner;

create function data.stricter_repeats(batch jsonb, repeats bigint[]) returns data.ending[]
language sql stable set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
  select array_agg(
    row(
      m.workspace_id, m.event_id, m.received_at, d."destinationId", 0::smallint, 'ingest', d.verdict, d.mode, d.reason,
      d.gate, i."configVersion", i."policyVersion", i."signalsId"
    )::data.ending
  )
  from jsonb_populate_recordset(null::data.ingest_item, batch) with ordinality as i
  join unnest(repeats) as ordinality using (ordinality)
  cross join jsonb_populate_recordset(null::data.ingest_delivery, i.deliveries) as d
  join data.message_ids as m on m.workspace_id = i."workspaceId" and m.event_id = i."eventId"
  join data.deliveries as own
    on own.workspace_id = m.workspace_id and own.event_id = m.event_id and own.received_at = m.received_at
    and own.destination_id = d."destinationId" and own.run = 0
  where d.state in ('denied', 'suppressed') and own.state = 'queued'
$$;

create function data.tighten_repeats(batch jsonb, repeats bigint[]) returns void
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  endings data.ending[] := data.stricter_repeats(batch, repeats);
begin
  if endings is null then
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
