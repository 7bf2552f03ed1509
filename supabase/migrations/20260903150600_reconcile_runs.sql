-- What was promised against what became of it, per hour and run: ingest's fan_out for run 0, a replay's for its own. Two
-- tables each that no one function computes from each other. Checked for all workspaces at once by the workers.
set role tl_owner;

drop function api.read_reconciliation(uuid, timestamptz, timestamptz);

create function data.reconcile(workspace uuid, first_at timestamptz, before_at timestamptz)
returns table (workspace_id uuid, hour timestamptz, run smallint, fan_out bigint, by_state jsonb, in_flight bigint)
language sql stable set search_path = '' as $$
  with promised as (
    select
      e.workspace_id, date_trunc('hour', e.received_at, 'UTC') as hour, 0::smallint as run, sum(e.fan_out) as fan_out,
      sum(jsonb_array_length(e.filtered)) as filtered
    from data.events as e
    where (workspace is null or e.workspace_id = workspace) and e.received_at >= first_at and e.received_at < before_at
    group by 1, 2
    union all
    select f.workspace_id, date_trunc('hour', f.received_at, 'UTC'), f.run, sum(f.fan_out), 0
    from data.replay_fan_outs as f
    join data.events as e
      on e.workspace_id = f.workspace_id and e.event_id = f.event_id and e.received_at = f.received_at
    where (workspace is null or f.workspace_id = workspace) and f.received_at >= first_at and f.received_at < before_at
    group by 1, 2, 3
  ), stated as (
    select d.workspace_id, date_trunc('hour', d.received_at, 'UTC') as hour, d.run, d.state, count(*) as number
    from data.deliveries as d
    where (workspace is null or d.workspace_id = workspace) and d.received_at >= first_at and d.received_at < before_at
    group by 1, 2, 3, 4
    union all
    select p.workspace_id, p.hour, p.run, 'filtered', p.filtered from promised as p where p.filtered > 0
  ), summed as (
    select s.workspace_id, s.hour, s.run, s.state, sum(s.number) as number from stated as s group by 1, 2, 3, 4
  ), became as (
    select
      s.workspace_id, s.hour, s.run,
      coalesce(
        jsonb_object_agg(s.state, s.number) filter (where s.state not in ('queued', 'held')), '{}'
      ) as by_state,
      coalesce(sum(s.number) filter (where s.state in ('queued', 'held')), 0) as in_flight
    from summed as s
    group by 1, 2, 3
  )
  select
    workspace_id, hour, run, coalesce(p.fan_out, 0)::bigint, coalesce(b.by_state, '{}'), coalesce(b.in_flight, 0)::bigint
  from promised as p
  full join became as b using (workspace_id, hour, run)
$$;

create function data.terminal_in(by_state jsonb) returns bigint
language sql immutable set search_path = '' as $$
  select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(by_state)
$$;

create function api.read_reconciliation(workspace uuid, first_at timestamptz, before_at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'hour', data.iso(r.hour), 'run', r.run, 'fanOut', r.fan_out, 'byState', r.by_state, 'inFlight', r.in_flight,
      'gap', r.fan_out - data.terminal_in(r.by_state) - r.in_flight
    ) order by r.hour, r.run
  ), '[]')
  from data.reconcile(workspace, first_at, before_at) as r
  where workspace is not null
$$;
grant execute on function api.read_reconciliation(uuid, timestamptz, timestamptz) to tl_reader;

-- The last check of each hour and run, for metrics.
create table data.reconciliations (
  workspace_id uuid not null,
  hour timestamptz not null,
  run smallint not null,
  fan_out bigint not null,
  terminal bigint not null,
  in_flight bigint not null,
  constraint reconciliations_pkey primary key (workspace_id, hour, run)
);
alter table data.reconciliations enable row level security;
alter table data.reconciliations force row level security;
create policy "functions of the owner use reconciliations" on data.reconciliations to tl_owner
  using (true) with check (true);
create policy "members can view their reconciliations" on data.reconciliations for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.reconciliations to authenticated;

create function api.check_reconciliation(first_at timestamptz, before_at timestamptz) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  delete from data.reconciliations where hour < before_at - interval '2 days' or hour >= first_at;
  insert into data.reconciliations (workspace_id, hour, run, fan_out, terminal, in_flight)
  select r.workspace_id, r.hour, r.run, r.fan_out, data.terminal_in(r.by_state), r.in_flight
  from data.reconcile(null, first_at, before_at) as r
  where r.workspace_id <> data.heartbeat_workspace();
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'workspaceId', workspace_id, 'hour', data.iso(hour), 'run', run, 'gap', fan_out - terminal - in_flight
      ) order by workspace_id, hour, run
    ), '[]')
    from data.reconciliations
    where fan_out <> terminal + in_flight
  );
end
$$;
grant execute on function api.check_reconciliation(timestamptz, timestamptz) to tl_maintainer;

reset role;
