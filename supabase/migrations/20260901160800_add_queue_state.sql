-- Pause, breaker and resume of one destination, shared by all workers. A worker never lifts a person's pause.
set role tl_owner;

-- While it is not runnable the retry windows of its deliveries stand still (stood_still).
create function data.put_queue_state(workspace uuid, destination uuid, change data.destination_queues) returns void
language plpgsql set search_path = '' as $$
declare
  was text := (
    select q.state from data.destination_queues as q
    where q.workspace_id = workspace and q.destination_id = destination
  );
  head timestamptz;
begin
  update data.destination_queues as q
  set
    state = change.state, set_by = change.set_by, reason = change.reason, failures = change.failures, trips = change.trips,
    probe_at = change.probe_at,
    -- An opening that is still going on is shown from its beginning.
    since = case
      when q.state = change.state or q.state in ('open', 'half_open') and change.state in ('open', 'half_open') then q.since
      else clock_timestamp()
    end,
    stopped_at = case when change.state <> 'runnable' then coalesce(q.stopped_at, clock_timestamp()) end,
    stood_still = case when change.state = 'runnable' then data.still_of(q) else q.stood_still end
  where q.workspace_id = workspace and q.destination_id = destination;
  if change.state <> 'runnable' or was = 'runnable' then
    return;
  end if;
  select min(q.due_at) into head from data.queue as q where q.workspace_id = workspace and q.destination_id = destination;
  if head is not null then
    perform data.wake(array[row(workspace, destination, head)::data.wake_up]);
  end if;
end
$$;

create function api.set_queue_state(request jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  destination uuid := (request ->> 'destinationId')::uuid;
  found_state text;
  change data.destination_queues;
begin
  insert into data.destination_queues (workspace_id, destination_id, due_at)
  values (workspace, destination, 'infinity')
  on conflict do nothing;
  select q.state into found_state
  from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination
  for update;
  if request ->> 'by' = 'worker' and found_state = 'paused' then
    return;
  end if;
  change.state := request ->> 'state';
  change.set_by := request ->> 'by';
  change.reason := request ->> 'reason';
  change.failures := 0;
  change.trips := 0;
  perform data.put_queue_state(workspace, destination, change);
end
$$;
grant execute on function api.set_queue_state(jsonb) to tl_worker, tl_control;

-- What a lease learned of its vendor: {succeeded, failuresInARow, reason, retryAfterSeconds, probe, jitter}. Answers the
-- state before and after.
create function api.report_health(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  destination uuid := (request ->> 'destinationId')::uuid;
  listened_in text := case when (request ->> 'probe')::boolean then 'half_open' else 'runnable' end;
  found_row data.destination_queues;
  change data.destination_queues;
begin
  select q.* into found_row
  from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination
  for update;
  -- Once open, only the probe's word counts: other leases may have been answered before.
  if found_row.state is distinct from listened_in then
    return jsonb_build_object('before', found_row.state, 'after', found_row.state);
  end if;
  change := data.health_change(found_row, request);
  perform data.put_queue_state(workspace, destination, change);
  return jsonb_build_object('before', found_row.state, 'after', change.state);
end
$$;
grant execute on function api.report_health(jsonb) to tl_worker;

create function api.sweep_queues(now_at timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  late data.wake_up[];
begin
  update data.destination_queues as q
  set state = 'open', probe_at = now_at
  where q.state = 'half_open' and not exists (
    select from data.leases as l
    where l.workspace_id = q.workspace_id and l.destination_id = q.destination_id and l.probe
  );
  select array_agg(row(q.workspace_id, q.destination_id, head.due_at)::data.wake_up) into late
  from data.destination_queues as q
  cross join lateral (
    select min(w.due_at) as due_at
    from data.queue as w
    where w.workspace_id = q.workspace_id and w.destination_id = q.destination_id
  ) as head
  where head.due_at < q.due_at and q.due_at > now_at;
  if late is null then
    return 0;
  end if;
  perform data.wake(late);
  return cardinality(late);
end
$$;
grant execute on function api.sweep_queues(timestamptz) to tl_worker;

reset role;
