-- The emergency stop: nothing leaves for this workspace, or for any (the zero id). Read with the check right before each
-- write, so that it takes effect within the age of a check. What waits is kept and its retry windows stand still.
set role tl_owner;

create table data.egress_stops (
  workspace_id uuid not null,
  reason text not null,
  since timestamptz not null default clock_timestamp(),
  constraint egress_stops_pkey primary key (workspace_id)
);
alter table data.egress_stops enable row level security;
alter table data.egress_stops force row level security;
create policy "functions of the owner use egress stops" on data.egress_stops to tl_owner using (true) with check (true);
create policy "members can view the egress stop of their workspace" on data.egress_stops for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.egress_stops to authenticated;

create function data.every_workspace() returns uuid
language sql immutable set search_path = '' as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
$$;

-- Null = every workspace.
create function api.stop_egress(workspace uuid, why text) returns void
language sql security definer set search_path = '' as $$
  insert into data.egress_stops (workspace_id, reason)
  values (coalesce(workspace, data.every_workspace()), why)
  on conflict (workspace_id) do update set reason = excluded.reason
$$;
grant execute on function api.stop_egress(uuid, text) to tl_control;

create function api.resume_egress(workspace uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  stopped_since timestamptz;
begin
  delete from data.egress_stops
  where workspace_id = coalesce(workspace, data.every_workspace())
  returning since into stopped_since;
  if stopped_since is null then
    return false;
  end if;
  -- Locks in the order of wake.
  perform from data.destination_queues
  where state = 'runnable' and due_at < 'infinity' and (workspace is null or workspace_id = workspace)
  order by workspace_id, destination_id
  for update;
  update data.destination_queues
  set stood_still = stood_still + (clock_timestamp() - stopped_since)
  where state = 'runnable' and due_at < 'infinity' and (workspace is null or workspace_id = workspace);
  return true;
end
$$;
grant execute on function api.resume_egress(uuid) to tl_control;

-- Why nothing goes out: the stops that hold for a workspace and its destinations that are not runnable.
create function api.read_stops(workspace uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'egress', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'scope', case when workspace_id = data.every_workspace() then 'all' else 'workspace' end,
          'reason', reason, 'since', data.iso(since)
        ) order by workspace_id
      ), '[]')
      from data.egress_stops
      where workspace_id in (workspace, data.every_workspace())
    ),
    'destinations', (
      select coalesce(jsonb_agg(
        jsonb_build_object('destinationId', destination_id, 'state', state, 'reason', reason, 'since', data.iso(since))
        order by destination_id
      ), '[]')
      from data.destination_queues
      where workspace_id = workspace and state <> 'runnable'
    )
  )
$$;
grant execute on function api.read_stops(uuid) to tl_reader;

reset role;
