-- What an admin allows a destination at most, kept over all workers: requests at the same time by the slots of its leases,
-- requests a second by turns. Nobody without caps has a row in request_turns.
set role tl_owner;

create table data.request_turns (
  workspace_id uuid not null,
  destination_id uuid not null,
  next_at timestamptz not null default clock_timestamp(),
  constraint request_turns_pkey primary key (workspace_id, destination_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
alter table data.request_turns enable row level security;
alter table data.request_turns force row level security;
create policy "functions of the owner use request turns" on data.request_turns to tl_owner using (true) with check (true);

-- {waitMs, granted}: beyond the horizon no turn is taken.
create function api.take_turn(workspace uuid, destination uuid, per_second float8, horizon_ms integer) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  free_at timestamptz;
  wait_ms float8;
begin
  insert into data.request_turns (workspace_id, destination_id) values (workspace, destination) on conflict do nothing;
  select greatest(next_at, clock_timestamp()) into free_at
  from data.request_turns
  where workspace_id = workspace and destination_id = destination
  for update;
  -- Read after the wait for the lock.
  wait_ms := greatest(extract(epoch from free_at - clock_timestamp()) * 1000, 0);
  if wait_ms <= horizon_ms then
    update data.request_turns
    set next_at = greatest(free_at, clock_timestamp()) + make_interval(secs => 1 / per_second)
    where workspace_id = workspace and destination_id = destination;
  end if;
  return jsonb_build_object('waitMs', ceil(wait_ms), 'granted', wait_ms <= horizon_ms);
end
$$;
grant execute on function api.take_turn(uuid, uuid, float8, integer) to tl_worker;

-- An older configuration never replaces a newer one's.
create function api.set_caps(workspace uuid, destination uuid, caps jsonb) returns void
language sql security definer set search_path = '' as $$
  update data.destination_queues
  set
    requests_at_once = (caps ->> 'requestsAtOnce')::smallint, share_max = (caps ->> 'shareMax')::integer,
    caps_version = (caps ->> 'version')::integer
  where workspace_id = workspace and destination_id = destination and caps_version <= (caps ->> 'version')::integer
$$;
grant execute on function api.set_caps(uuid, uuid, jsonb) to tl_worker;

reset role;
