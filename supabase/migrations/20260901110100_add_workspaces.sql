-- The current version of each workspace; the content is in config_versions. keys_version counts key changes apart.
set role tl_owner;

create table control.workspaces (
  id uuid not null,
  slug text not null,
  region text not null,
  version integer not null,
  keys_version integer not null default 0,
  created_at timestamptz not null default now(),
  constraint workspaces_pkey primary key (id),
  constraint workspaces_slug_key unique (slug),
  constraint workspaces_version_counts check (version >= 1 and keys_version >= 0)
);
alter table control.workspaces enable row level security;
alter table control.workspaces force row level security;
create policy "functions of the owner use workspaces" on control.workspaces to tl_owner using (true) with check (true);

reset role;
