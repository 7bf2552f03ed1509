-- Queues say what is held for them, too: also of a destination that never had anything to send.
set role tl_owner;

create or replace function api.read_queues(workspace uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with waiting as (
    select workspace_id, destination_id, count(*) as number, min(received_at) as oldest,
      count(*) filter (where expires_at < clock_timestamp() + interval '24 hours') as expiring
    from data.queue
    where workspace is null or workspace_id = workspace
    group by 1, 2
  ), flying as (
    select workspace_id, destination_id, sum(cardinality(items)) as number
    from data.leases
    where workspace is null or workspace_id = workspace
    group by 1, 2
  ), held as (
    select h.workspace_id, i.destination_id, count(*) as number
    from data.holds as h
    cross join unnest(h.items) as i
    where workspace is null or h.workspace_id = workspace
    group by 1, 2
  ), known as (
    select workspace_id, destination_id, state, reason, since
    from data.destination_queues
    where workspace is null or workspace_id = workspace
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'destinationId', destination_id, 'workspaceId', workspace_id, 'state', coalesce(d.state, 'runnable'),
      'reason', d.reason, 'since', data.iso(d.since), 'queued', coalesce(w.number, 0), 'leased', coalesce(f.number, 0),
      'held', coalesce(h.number, 0), 'oldestQueuedAt', data.iso(w.oldest),
      'expiringSoon', case when coalesce(d.state, 'runnable') = 'runnable' then 0 else coalesce(w.expiring, 0) end
    ) order by workspace_id, destination_id
  ), '[]')
  from known as d
  full join held as h using (workspace_id, destination_id)
  left join waiting as w using (workspace_id, destination_id)
  left join flying as f using (workspace_id, destination_id)
$$;

reset role;
