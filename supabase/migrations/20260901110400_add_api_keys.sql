-- Found by HMAC under a pepper that no database holds; the bcrypt verifier serves issue, import and rotation.
set role tl_owner;

create table control.api_keys (
  id uuid not null,
  workspace_id uuid not null,
  source_id uuid,
  kind text not null,
  scopes text[] not null,
  hint text not null,
  lookup text not null,
  verifier text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_lookup_key unique (lookup),
  constraint api_keys_workspace_fkey foreign key (workspace_id) references control.workspaces (id),
  constraint api_keys_kind_known check (kind in ('write', 'secret'))
);
create index api_keys_workspace_idx on control.api_keys (workspace_id, created_at);
alter table control.api_keys enable row level security;
alter table control.api_keys force row level security;
create policy "functions of the owner use api keys" on control.api_keys to tl_owner using (true) with check (true);

reset role;
