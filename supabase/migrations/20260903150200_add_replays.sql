-- One row for each time that a person has dead letters driven again (redrive) or stored events routed again (replay): what
-- was asked, how far it is, what came of it. Worked in steps; a step is one transaction, so whoever dies between two of them
-- leaves nothing half-done. `token` names who is at it: a step with another changes nothing.
set role tl_owner;

create table data.replays (
  workspace_id uuid not null,
  replay_id uuid not null,
  kind text not null,
  -- Of a replay, from its start on: the run of the deliveries it makes.
  run smallint,
  state text not null default 'previewing',
  filter jsonb not null,
  duplicates text not null,
  per_second integer not null,
  place jsonb,
  preview jsonb not null default '{}',
  result jsonb not null default '{}',
  due_at timestamptz not null default clock_timestamp(),
  token uuid,
  worker_id text,
  held_until timestamptz,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  previewed_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  constraint replays_pkey primary key (workspace_id, replay_id),
  constraint replays_run_own unique (workspace_id, run),
  constraint replays_kind_known check (kind in ('redrive', 'replay')),
  constraint replays_state_known check (state in ('previewing', 'previewed', 'running', 'done', 'stopped')),
  constraint replays_duplicates_known check (duplicates in ('skip', 'send')),
  constraint replays_per_second_bounded check (per_second between 1 and 1000)
);
create index replays_due_idx on data.replays (due_at) where state in ('previewing', 'running');
create unique index replays_token_idx on data.replays (token) where token is not null;
alter table data.replays enable row level security;
alter table data.replays force row level security;
create policy "functions of the owner use replays" on data.replays to tl_owner using (true) with check (true);
create policy "members can view their replays" on data.replays for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.replays to authenticated;

-- What a replay promised of an event, as fan_out is what ingest promised: reconciliation counts it against deliveries.
create table data.replay_fan_outs (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  run smallint not null,
  fan_out smallint not null,
  constraint replay_fan_outs_pkey primary key (workspace_id, event_id, run)
);
create index replay_fan_outs_received_idx on data.replay_fan_outs (workspace_id, received_at);
alter table data.replay_fan_outs enable row level security;
alter table data.replay_fan_outs force row level security;
create policy "functions of the owner use replay fan outs" on data.replay_fan_outs to tl_owner
  using (true) with check (true);
create policy "members can view their replay fan outs" on data.replay_fan_outs for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.replay_fan_outs to authenticated;

-- Of events that were purged or erased.
create function api.purge_leftovers() returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  deleted bigint;
  step bigint;
begin
  delete from data.dead_letters as l
  where not exists (
    select from data.deliveries as d
    where d.workspace_id = l.workspace_id and d.event_id = l.event_id and d.received_at = l.received_at
      and d.destination_id = l.destination_id and d.run = l.run
  );
  get diagnostics deleted = row_count;
  delete from data.replay_fan_outs as f
  where not exists (
    select from data.events as e
    where e.workspace_id = f.workspace_id and e.event_id = f.event_id and e.received_at = f.received_at
  );
  get diagnostics step = row_count;
  return deleted + step;
end
$$;
grant execute on function api.purge_leftovers() to tl_maintainer;

reset role;
