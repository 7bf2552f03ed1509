-- Which destinations have work, and when. A lease reads the head of the index instead of the whole queue, so that 50,000
-- idle destinations cost nothing. Ingest only ever lowers due_at.
set role tl_owner;

create table data.destination_queues (
  workspace_id uuid not null,
  destination_id uuid not null,
  due_at timestamptz not null,
  state text not null default 'runnable',
  set_by text not null default 'ingest',
  reason text,
  since timestamptz not null default now(),
  constraint destination_queues_pkey primary key (workspace_id, destination_id),
  constraint destination_queues_state_known check (state in ('runnable', 'paused', 'open'))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
create index destination_queues_due_idx on data.destination_queues (due_at)
  where state = 'runnable' and due_at < 'infinity';
alter table data.destination_queues enable row level security;
alter table data.destination_queues force row level security;
create policy "functions of the owner use destination queues" on data.destination_queues to tl_owner
  using (true) with check (true);
create policy "members can view their destination queues" on data.destination_queues for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.destination_queues to authenticated;

reset role;
