-- Seals over what was decided: a signed chain a workspace, its leaves by day of the event, so that they outlive the rows,
-- and signed tombstones for what was lawfully removed. The key that signs is not in the database.
set role tl_owner;

create table data.seals (
  workspace_id uuid not null,
  n bigint not null,
  previous text not null,
  root text not null,
  count integer not null,
  -- Decisions written from here on and below there.
  from_written bigint not null,
  below_written bigint not null,
  sealed_at timestamptz not null,
  key_id text not null,
  signature text not null,
  constraint seals_pkey primary key (workspace_id, n)
);
create table data.seal_leaves (
  workspace_id uuid not null,
  n bigint not null,
  day date not null,
  leaves bytea not null,
  constraint seal_leaves_pkey primary key (workspace_id, n, day)
);
create index seal_leaves_day_idx on data.seal_leaves (workspace_id, day);
create table data.tombstones (
  workspace_id uuid not null,
  tombstone_id uuid not null,
  kind text not null,
  -- A purge names a day, an erasure its leaves.
  day date,
  leaves bytea,
  reason text not null,
  buried_at timestamptz not null,
  key_id text not null,
  signature text not null,
  constraint tombstones_pkey primary key (workspace_id, tombstone_id),
  constraint tombstones_kind_known check (kind in ('purge', 'erasure')),
  constraint tombstones_name_what_is_gone check ((kind = 'purge') = (day is not null) and (kind = 'erasure') = (leaves is not null))
);
create unique index tombstones_day_idx on data.tombstones (workspace_id, day) where kind = 'purge';
-- One line: up to where every decision of this region is sealed.
create table data.seal_position (
  only_one boolean not null default true,
  below_written bigint not null,
  constraint seal_position_pkey primary key (only_one),
  constraint seal_position_is_one check (only_one)
);
insert into data.seal_position (below_written) values (0);

alter table data.seals enable row level security;
alter table data.seals force row level security;
alter table data.seal_leaves enable row level security;
alter table data.seal_leaves force row level security;
alter table data.tombstones enable row level security;
alter table data.tombstones force row level security;
alter table data.seal_position enable row level security;
alter table data.seal_position force row level security;
create policy "functions of the owner use seals" on data.seals to tl_owner using (true) with check (true);
create policy "functions of the owner use seal leaves" on data.seal_leaves to tl_owner using (true) with check (true);
create policy "functions of the owner use tombstones" on data.tombstones to tl_owner using (true) with check (true);
create policy "functions of the owner use the seal position" on data.seal_position to tl_owner using (true) with check (true);
create policy "members can view their seals" on data.seals for select to authenticated
  using (workspace_id = (select data.member_workspace()));
create policy "members can view their tombstones" on data.tombstones for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.seals, data.tombstones to authenticated;
create trigger seals_append_only before update or delete or truncate on data.seals
  for each statement execute function data.refuse_change();
create trigger seal_leaves_append_only before update or delete or truncate on data.seal_leaves
  for each statement execute function data.refuse_change();
create trigger tombstones_append_only before update or delete or truncate on data.tombstones
  for each statement execute function data.refuse_change();

reset role;
