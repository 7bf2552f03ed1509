-- Tells a destination that it has work. Who emptied a queue raises due_at only under the exclusive lock of the
-- destination (lease_deliveries), so a row that is committed meanwhile is never slept over.
set role tl_owner;

create type data.wake_up as (workspace_id uuid, destination_id uuid, due_at timestamptz);

create function data.destination_lock(destination uuid) returns integer
language sql immutable set search_path = '' as $$
  select pg_catalog.hashtext(destination::text)
$$;

create function data.wake(calls data.wake_up[]) returns void
language plpgsql set search_path = '' as $$
begin
  perform pg_advisory_xact_lock_shared(20260901, data.destination_lock(destination_id))
  from (select distinct destination_id from unnest(calls) order by 1) as sorted;

  insert into data.destination_queues (workspace_id, destination_id, due_at)
  select workspace_id, destination_id, min(due_at)
  from unnest(calls) as c
  where not exists (
    select from data.destination_queues as q
    where q.workspace_id = c.workspace_id and q.destination_id = c.destination_id
  )
  group by workspace_id, destination_id
  order by workspace_id, destination_id
  on conflict do nothing;

  -- Locks are taken in one order, and in the common case (already due) none is taken at all.
  perform from data.destination_queues as q
  join unnest(calls) as c using (workspace_id, destination_id)
  where q.due_at > c.due_at
  order by workspace_id, destination_id
  for update of q;

  update data.destination_queues as q
  set due_at = c.due_at
  from (select workspace_id, destination_id, min(due_at) as due_at from unnest(calls) group by 1, 2) as c
  where q.workspace_id = c.workspace_id and q.destination_id = c.destination_id and q.due_at > c.due_at;
end
$$;

reset role;
