-- Read right before writing to a vendor: whether the destination may be sent to, what the subjects want now, and which
-- events changed since they were leased (a stricter repeat, an erasure).
set role tl_owner;

create type data.leased_event as ("eventId" uuid, "receivedAt" timestamptz, signals integer);

create function data.changed_events(workspace uuid, leased jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan set enable_nestloop = off as $$
declare
  held data.leased_event[] := array(select l from jsonb_populate_recordset(null::data.leased_event, leased) as l);
  ids uuid[] := array(select "eventId" from unnest(held));
  first_at timestamptz := (select min("receivedAt") from unnest(held));
  last_at timestamptz := (select max("receivedAt") from unnest(held));
begin
  return (
    select coalesce(jsonb_agg(l."eventId"), '[]')
    from unnest(held) as l
    left join (
      select event_id, received_at, signals_ids
      from data.events
      where workspace_id = workspace and event_id = any (ids) and received_at between first_at and last_at
    ) as e on e.event_id = l."eventId" and e.received_at = l."receivedAt"
    where e.event_id is null or cardinality(e.signals_ids) <> l.signals
  );
end
$$;

create function api.check_send(request jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'egressStopped', exists (
      select from data.egress_stops as s
      where s.workspace_id in ((request ->> 'workspaceId')::uuid, data.every_workspace())
    ),
    'destinationState', (
      select q.state
      from data.destination_queues as q
      where q.workspace_id = (request ->> 'workspaceId')::uuid and q.destination_id = (request ->> 'destinationId')::uuid
    ),
    'subjects', api.subject_facts(
      (request ->> 'workspaceId')::uuid,
      array(select key::uuid from jsonb_array_elements_text(request -> 'subjectKeys') as key)
    ),
    'changedEventIds', data.changed_events((request ->> 'workspaceId')::uuid, request -> 'leased')
  )
$$;
grant execute on function api.check_send(jsonb) to tl_worker;

reset role;
