-- A stop of any length ends nothing by itself; the vendor's age window and 30 days do. Runnable destinations see to that
-- when they lease; here it is done for those that lease nothing.
set role tl_owner;

create function data.expired_at(workspace uuid, destination uuid, now_at timestamptz, rows_max integer) returns data.ending[]
language sql stable set search_path = '' as $$
  select array(
    select row(
      q.workspace_id, q.event_id, q.received_at, q.destination_id, q.run, 'send', 'expired', d.mode,
      case when q.expires_at >= q.received_at + interval '30 days' then 'waited_30_days' else 'older_than_vendor_window' end,
      'age_window', e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, now_at, e.subject_keys[1]
    )::data.ending
    from data.queue as q
    join data.events as e on e.workspace_id = q.workspace_id and e.event_id = q.event_id and e.received_at = q.received_at
    join data.deliveries as d
      on d.workspace_id = q.workspace_id and d.event_id = q.event_id and d.destination_id = q.destination_id
      and d.run = q.run and d.received_at = q.received_at
    where q.workspace_id = workspace and q.destination_id = destination and q.expires_at <= now_at
    limit rows_max
  )
$$;

create function api.expire_stopped(now_at timestamptz, rows_max integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  stopped record;
  ended integer := 0;
begin
  for stopped in
    select q.workspace_id, q.destination_id
    from data.destination_queues as q
    where q.due_at < 'infinity' and (
      q.state in ('paused', 'open', 'half_open')
      or exists (select from data.egress_stops as s where s.workspace_id in (q.workspace_id, data.every_workspace()))
    )
  loop
    ended := ended + data.end_queued(data.expired_at(stopped.workspace_id, stopped.destination_id, now_at, rows_max - ended));
    exit when ended >= rows_max;
  end loop;
  return ended;
end
$$;
grant execute on function api.expire_stopped(timestamptz, integer) to tl_maintainer;

reset role;
