-- Takes due work, fairly: up to destinationsMax destinations in the order they fell due and a bounded share of each.
-- The events are read in a second call (read_leases), so that ingest waits for these locks as short as can be.
set role tl_owner;

create type data.due_destination as (workspace_id uuid, destination_id uuid, due_at timestamptz, share integer, probe boolean,
  slots smallint);

create function data.due_destinations(request jsonb, egress_stopped uuid[]) returns data.due_destination[]
language sql set search_path = '' as $$
  -- An open breaker whose time has come lets one delivery through.
  with probing as materialized (
    select workspace_id, destination_id, greatest(due_at, probe_at) as due_at, 1 as share, true as probe, requests_at_once
    from data.destination_queues
    where state = 'open' and due_at < 'infinity' and greatest(due_at, probe_at) <= (request ->> 'now')::timestamptz
      and not request -> 'exceptDestinations' ? destination_id::text and not workspace_id = any (egress_stopped)
    order by greatest(due_at, probe_at)
    limit greatest((request ->> 'destinationsMax')::integer / 2, 1)
    for update skip locked
  ), running as materialized (
    select
      workspace_id, destination_id, due_at, least((request ->> 'perDestinationMax')::integer, share_max) as share,
      false as probe, requests_at_once
    from data.destination_queues
    where state = 'runnable' and due_at < 'infinity' and due_at <= (request ->> 'now')::timestamptz
      and not request -> 'exceptDestinations' ? destination_id::text and not workspace_id = any (egress_stopped)
    order by due_at
    limit greatest((request ->> 'destinationsMax')::integer - (select count(*) from probing), 0)
    for update skip locked
  ), due as (
    select * from probing union all select * from running
  ), here as materialized (
    select workspace_id
    from (select distinct workspace_id from due) as workspaces
    join data.homes using (workspace_id)
    -- Never waits: while a move holds the home, its work stays where it is.
    where homes.state = 'active' and pg_try_advisory_xact_lock_shared(data.home_lock(workspace_id))
  )
  select array_agg(
    row(workspace_id, destination_id, due_at, share, probe, requests_at_once)::data.due_destination order by due_at
  )
  from due
  join here using (workspace_id)
$$;

-- A statement of its own, after their rows were locked: it sees what others leased meanwhile.
create function data.with_slots(due data.due_destination[]) returns data.due_destination[]
language sql volatile set search_path = '' as $$
  select array_agg(
    row(
      d.workspace_id, d.destination_id, d.due_at, case when d.slots <= taken.slots then 0 else d.share end, d.probe,
      -- A lease has no more lanes.
      least(d.slots - taken.slots, 16)
    )::data.due_destination order by d.due_at
  )
  from unnest(due) as d
  cross join lateral (
    select coalesce(sum(l.slots), 0)::smallint as slots
    from data.leases as l
    where d.slots is not null and l.workspace_id = d.workspace_id and l.destination_id = d.destination_id
  ) as taken
$$;

create function data.take_shares(request jsonb, due data.due_destination[]) returns data.leases[]
language sql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
  with picked as materialized (
    select share.place
    from unnest(due) as d
    cross join lateral (
      select q.ctid as place
      from data.queue as q
      where q.workspace_id = d.workspace_id and q.destination_id = d.destination_id
        and q.due_at <= (request ->> 'now')::timestamptz
      order by q.due_at
      limit d.share
      for update skip locked
    ) as share
  ), taken as (
    delete from data.queue where ctid = any (array(select place from picked)) returning *
  ), leased as (
    insert into data.leases (worker_id, workspace_id, destination_id, probe, slots, items)
    select
      request ->> 'workerId', t.workspace_id, t.destination_id, d.probe, d.slots,
      array_agg(
        row(event_id, received_at, run, attempts, first_attempt_at, expires_at, purposes)::data.lease_item
        order by t.due_at
      )
    from taken as t
    join unnest(due) as d using (workspace_id, destination_id)
    group by t.workspace_id, t.destination_id, d.probe, d.slots
    returning leases
  )
  select array_agg(leases) from leased
$$;

reset role;
