-- Who may do what in a workspace.
set role tl_owner;

create table control.members (
  workspace_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamptz not null default now(),
  constraint members_pkey primary key (workspace_id, user_id),
  constraint members_workspace_fkey foreign key (workspace_id) references control.workspaces (id),
  constraint members_role_known check (role in ('owner', 'admin', 'editor', 'viewer'))
);
create index members_user_idx on control.members (user_id);
alter table control.members enable row level security;
alter table control.members force row level security;
create policy "functions of the owner use members" on control.members to tl_owner using (true) with check (true);

reset role;
