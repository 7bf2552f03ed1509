-- Workers count up and see each other's counters; who stands still loses its leases to the queue.
set role tl_owner;

create function api.heartbeat(worker text) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  insert into data.workers as w (worker_id, counter)
  values (worker, 1)
  on conflict (worker_id) do update set counter = w.counter + 1, seen_at = now();
  return (
    select jsonb_agg(jsonb_build_object('workerId', worker_id, 'counter', counter) order by worker_id)
    from data.workers
  );
end
$$;
grant execute on function api.heartbeat(text) to tl_worker;

create function api.reclaim_leases(worker_ids text[], due timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  taken data.leases[];
  returned integer;
begin
  with locked as materialized (
    select lease_id from data.leases where worker_id = any (worker_ids) order by lease_id for update
  ), gone as (
    delete from data.leases using locked where leases.lease_id = locked.lease_id returning leases
  )
  select array_agg(leases) into taken from gone;

  update data.destination_queues as q
  set state = 'open', probe_at = due
  from unnest(taken) as l
  where l.probe and q.workspace_id = l.workspace_id and q.destination_id = l.destination_id and q.state = 'half_open';

  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, first_attempt_at, attempts, purposes
  )
  select
    l.workspace_id, i.event_id, l.destination_id, i.run, i.received_at,
    due, i.expires_at, i.first_attempt_at, i.attempts, i.purposes
  from unnest(taken) as l, unnest(l.items) as i;
  get diagnostics returned = row_count;

  if returned > 0 then
    perform data.wake(
      array(select distinct row(l.workspace_id, l.destination_id, due)::data.wake_up from unnest(taken) as l)
    );
  end if;
  delete from data.workers where worker_id = any (worker_ids);
  return returned;
end
$$;
grant execute on function api.reclaim_leases(text[], timestamptz) to tl_worker;

reset role;
