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

create function api.read_tail(workspace uuid, after_received timestamptz, after_event uuid, rows_max integer) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  below xid8 := pg_snapshot_xmin(pg_current_snapshot());
  cursor_xid xid8;
begin
  select written_by into cursor_xid
  from data.events
  where workspace_id = workspace and event_id = after_event and received_at = after_received;
  return (
    select coalesce(jsonb_agg(data.recent_event(e) order by e.written_by, e.event_id), '[]')
    from (
      select found.*
      from data.events as found
      where found.workspace_id = workspace and found.written_by < below
        and (cursor_xid is null or (found.written_by, found.event_id) > (cursor_xid, after_event))
      order by
        case when cursor_xid is not null then found.written_by end,
        case when cursor_xid is not null then found.event_id end,
        found.written_by desc, found.event_id desc
      limit rows_max
    ) as e
  );
end
$$;
grant execute on function api.read_tail(uuid, timestamptz, uuid, integer) to tl_reader;

reset role;
