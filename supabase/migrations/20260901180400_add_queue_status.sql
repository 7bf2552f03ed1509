-- Every destination's queue: state, depth, how old its head is, and what its stop will cost within a day. Null = all workspaces, for the operator's metrics.
set role tl_owner;

create function api.read_queues(workspace uuid) returns jsonb
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
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'destinationId', destination_id, 'workspaceId', workspace_id, 'state', d.state, 'reason', d.reason,
      'since', data.iso(d.since), 'queued', coalesce(w.number, 0), 'leased', coalesce(f.number, 0),
      'oldestQueuedAt', data.iso(w.oldest),
      'expiringSoon', case when d.state = 'runnable' then 0 else coalesce(w.expiring, 0) end
    ) order by workspace_id, destination_id
  ), '[]')
  from data.destination_queues as d
  left join waiting as w using (workspace_id, destination_id)
  left join flying as f using (workspace_id, destination_id)
  where workspace is null or workspace_id = workspace
$$;
grant execute on function api.read_queues(uuid) to tl_reader;

reset role;
