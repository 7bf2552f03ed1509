-- A workspace's whole configuration as one document a version, never changed once written.
set role tl_owner;

create table control.config_versions (
  workspace_id uuid not null,
  version integer not null,
  snapshot jsonb not null,
  created_at timestamptz not null default now(),
  constraint config_versions_pkey primary key (workspace_id, version),
  constraint config_versions_workspace_fkey foreign key (workspace_id) references control.workspaces (id)
);
alter table control.config_versions enable row level security;
alter table control.config_versions force row level security;
create policy "functions of the owner use config versions" on control.config_versions to tl_owner
  using (true) with check (true);
create trigger config_versions_append_only before update or delete or truncate on control.config_versions
  for each statement execute function control.refuse_change();

reset role;
