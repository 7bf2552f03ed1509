-- Pause, breaker and resume of one destination. A worker closes its breaker again, but never lifts a person's pause.
-- The retry window stands still meanwhile: what was tried before moves on by as long as it waited.
set role tl_owner;

create function api.set_queue_state(request jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  destination uuid := (request ->> 'destinationId')::uuid;
  wanted text := request ->> 'state';
  found_state text;
  waited interval;
  head timestamptz;
begin
  insert into data.destination_queues (workspace_id, destination_id, due_at)
  values (workspace, destination, 'infinity')
  on conflict do nothing;
  select q.state, clock_timestamp() - q.since into found_state, waited
  from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination
  for update;
  if request ->> 'by' = 'worker' and found_state = 'paused' then
    return;
  end if;
  update data.destination_queues as q
  set
    state = wanted, set_by = request ->> 'by', reason = request ->> 'reason',
    since = case when found_state = wanted then q.since else clock_timestamp() end
  where q.workspace_id = workspace and q.destination_id = destination;
  if wanted <> 'runnable' or found_state = 'runnable' then
    return;
  end if;
  update data.queue as q
  set first_attempt_at = q.first_attempt_at + waited
  where q.workspace_id = workspace and q.destination_id = destination and q.first_attempt_at is not null;
  select min(q.due_at) into head from data.queue as q where q.workspace_id = workspace and q.destination_id = destination;
  if head is not null then
    perform data.wake(array[row(workspace, destination, head)::data.wake_up]);
  end if;
end
$$;
grant execute on function api.set_queue_state(jsonb) to tl_worker, tl_control;

create function api.sweep_queues(now_at timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  late data.wake_up[];
begin
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
