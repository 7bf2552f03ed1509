-- The stream of events in the order they became visible. Only rows below the oldest running transaction: what commits
-- later can then never belong before what was read.
set role tl_owner;

create function data.states_of(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_object_agg(state, number), '{}')
  from (
    select d.state, count(*) as number
    from data.deliveries as d
    where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
    group by d.state
    union all
    select 'filtered', jsonb_array_length(event.filtered) where jsonb_array_length(event.filtered) > 0
  ) as states
$$;

create function data.recent_event(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'eventId', event.event_id, 'receivedAt', data.iso(event.received_at), 'sourceId', event.source_id,
    'type', event.type, 'name', event.name, 'reduced', event.reduced, 'states', data.states_of(event)
  )
$$;

create function data.latest_events(workspace uuid, below xid8, rows_max integer) returns setof data.events
language sql stable set search_path = '' as $$
  select *
  from data.events
  where workspace_id = workspace and written_by < below
  order by written_by desc, event_id desc
  limit rows_max
$$;

create function data.events_after(workspace uuid, below xid8, seen data.events, rows_max integer)
returns setof data.events
language sql stable set search_path = '' as $$
  select *
  from data.events
  where workspace_id = workspace and written_by < below
    and written_by >= seen.written_by and (written_by, event_id) > (seen.written_by, seen.event_id)
  order by written_by, event_id
  limit rows_max
$$;

create function api.read_tail(workspace uuid, after_received timestamptz, after_event uuid, rows_max integer) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  below xid8 := pg_snapshot_xmin(pg_current_snapshot());
  seen data.events;
begin
  select e.* into seen
  from data.events as e
  where e.workspace_id = workspace and e.event_id = after_event and e.received_at = after_received;
  if found then
    return (
      select coalesce(jsonb_agg(data.recent_event(e) order by e.written_by, e.event_id), '[]')
      from data.events_after(workspace, below, seen, rows_max) as e
    );
  end if;
  return (
    select coalesce(jsonb_agg(data.recent_event(e) order by e.written_by, e.event_id), '[]')
    from data.latest_events(workspace, below, rows_max) as e
  );
end
$$;
grant execute on function api.read_tail(uuid, timestamptz, uuid, integer) to tl_reader;

reset role;
