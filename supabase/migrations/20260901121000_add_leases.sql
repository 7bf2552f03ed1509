-- A batch of one destination in the hands of one worker. Who does not hold lease_id changes nothing.
set role tl_owner;

create type data.lease_item as (
  event_id uuid,
  received_at timestamptz,
  run smallint,
  attempts smallint,
  first_attempt_at timestamptz,
  expires_at timestamptz,
  purposes text[]
);
create table data.leases (
  lease_id uuid not null default gen_random_uuid(),
  worker_id text not null,
  workspace_id uuid not null,
  destination_id uuid not null,
  leased_at timestamptz not null default now(),
  probe boolean not null default false,
  -- Requests that may run at the same time; null = not capped.
  slots smallint,
  items data.lease_item[] not null,
  constraint leases_pkey primary key (lease_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
-- Lives for seconds: compressing it costs more than it saves.
alter table data.leases alter column items set storage external;
create index leases_worker_idx on data.leases (worker_id);
create index leases_destination_idx on data.leases (workspace_id, destination_id);
alter table data.leases enable row level security;
alter table data.leases force row level security;
create policy "functions of the owner use leases" on data.leases to tl_owner using (true) with check (true);

reset role;
