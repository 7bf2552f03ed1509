-- What waits for a destination that was removed ends as cancelled, in steps, so that no step holds its locks for long.
-- Nothing was decided about a person, so no decision is written. What is leased is stopped by the check before its write.
set role tl_owner;

create function data.cancel_waiting(workspace uuid, destination uuid, rows_max integer) returns integer
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  ended integer;
begin
  with locked as materialized (
    select q.event_id, q.run, q.received_at
    from data.queue as q
    where q.workspace_id = workspace and q.destination_id = destination
    order by q.event_id, q.run
    limit rows_max
    for update
  ), gone as (
    delete from data.queue as q using locked as l
    where q.workspace_id = workspace and q.event_id = l.event_id and q.destination_id = destination and q.run = l.run
    returning q.event_id, q.run, q.received_at
  ), forgotten as (
    delete from data.delivery_private as p using gone as g
    where p.workspace_id = workspace and p.event_id = g.event_id and p.destination_id = destination and p.run = g.run
      and p.received_at = g.received_at
  ), ledger as (
    update data.deliveries as d
    set state = 'cancelled', reason = 'destination_removed', finished_at = clock_timestamp()
    from gone as g
    where d.workspace_id = workspace and d.event_id = g.event_id and d.destination_id = destination and d.run = g.run
      and d.received_at = g.received_at
    returning 1
  )
  select count(*) into ended from ledger;
  return ended;
end
$$;

create function api.drain_destination(workspace uuid, destination uuid, rows_max integer) returns integer
language plpgsql security definer set search_path = '' as $$
begin
  insert into data.destination_queues as q (workspace_id, destination_id, due_at, state, set_by, reason, stopped_at)
  values (workspace, destination, 'infinity', 'removed', 'admin', 'destination_removed', clock_timestamp())
  on conflict (workspace_id, destination_id) do update
  set
    state = 'removed', set_by = 'admin', reason = 'destination_removed', since = clock_timestamp(), probe_at = null,
    stopped_at = coalesce(q.stopped_at, clock_timestamp())
  where q.state <> 'removed';
  return data.cancel_waiting(workspace, destination, rows_max);
end
$$;
grant execute on function api.drain_destination(uuid, uuid, integer) to tl_control, tl_maintainer;

-- It was put back into the configuration under its id.
create function api.readmit_destination(workspace uuid, destination uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  change data.destination_queues;
begin
  perform from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination and q.state = 'removed'
  for update;
  if not found then
    return;
  end if;
  change.state := 'runnable';
  change.set_by := 'admin';
  change.failures := 0;
  change.trips := 0;
  perform data.put_queue_state(workspace, destination, change);
end
$$;
grant execute on function api.readmit_destination(uuid, uuid) to tl_maintainer;

create function api.list_stopped() returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'destinationId', destination_id, 'state', state)), '[]'
  )
  from data.destination_queues
  where state <> 'runnable'
$$;
grant execute on function api.list_stopped() to tl_maintainer;

reset role;
