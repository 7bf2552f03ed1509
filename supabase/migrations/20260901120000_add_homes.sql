-- Which workspaces live here. A writer with another epoch is refused: the fence of a move to another region.
set role tl_owner;

create table data.homes (
  workspace_id uuid not null,
  epoch integer not null,
  state text not null,
  retention_days integer not null default 180,
  -- Proof of consent is kept while it is in force and then for so long.
  consent_proof_years integer not null default 3,
  changed_at timestamptz not null default now(),
  constraint homes_pkey primary key (workspace_id),
  constraint homes_state_known check (state in ('active', 'moving', 'gone')),
  constraint homes_retention_positive check (retention_days >= 1),
  constraint homes_consent_proof_years_positive check (consent_proof_years >= 1)
);
alter table data.homes enable row level security;
alter table data.homes force row level security;
create policy "functions of the owner use homes" on data.homes to tl_owner using (true) with check (true);

reset role;
