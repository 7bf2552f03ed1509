-- Which destinations have work, and when. A lease reads the head of the index instead of the whole queue, so that 50,000
-- idle destinations cost nothing. Ingest only ever lowers due_at.
-- The breaker: runnable = closed; open until probe_at; half_open while one lease tries a single delivery.
-- removed = no longer configured: what waits is being cancelled.
-- requests_at_once, share_max: the configuration's caps, told by the worker that finds them changed. Null = none.
-- stopped_at and stood_still: for how long the retry windows of what waits here stand still.
set role tl_owner;

create table data.destination_queues (
  workspace_id uuid not null,
  destination_id uuid not null,
  due_at timestamptz not null,
  state text not null default 'runnable',
  set_by text not null default 'ingest',
  reason text,
  since timestamptz not null default now(),
  failures smallint not null default 0,
  trips smallint not null default 0,
  probe_at timestamptz,
  stopped_at timestamptz,
  requests_at_once smallint,
  share_max integer,
  caps_version integer not null default 0,
  stood_still interval not null default '0',
  constraint destination_queues_pkey primary key (workspace_id, destination_id),
  constraint destination_queues_state_known check (state in ('runnable', 'paused', 'open', 'half_open', 'removed')),
  constraint destination_queues_stopped_unless_runnable check ((stopped_at is null) = (state = 'runnable')),
  constraint destination_queues_probed_when_open check (state <> 'open' or probe_at is not null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
create index destination_queues_due_idx on data.destination_queues (due_at)
  where state = 'runnable' and due_at < 'infinity';
create index destination_queues_probe_idx on data.destination_queues (greatest(due_at, probe_at))
  where state = 'open' and due_at < 'infinity';
alter table data.destination_queues enable row level security;
alter table data.destination_queues force row level security;
create policy "functions of the owner use destination queues" on data.destination_queues to tl_owner
  using (true) with check (true);
create policy "members can view their destination queues" on data.destination_queues for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.destination_queues to authenticated;

create function data.still_of(q data.destination_queues) returns interval
language sql volatile set search_path = '' as $$
  select q.stood_still + coalesce(clock_timestamp() - q.stopped_at, '0')
$$;

create function data.still_of_destination(workspace uuid, destination uuid) returns interval
language sql volatile set search_path = '' as $$
  select coalesce(
    (
      select data.still_of(q) from data.destination_queues as q
      where q.workspace_id = workspace and q.destination_id = destination
    ),
    '0'
  )
$$;

reset role;
