-- What happened, normalised, without raw personal fields. One partition a day of received_at.
-- lookup_keys under GIN with its pending list: 90,000 keys cost ingest 0.3 s of CPU, as rows of a narrow table with a
-- B-tree 1.5 s, because they are merged in bulk and not descended for one by one.
set role tl_owner;

create table data.events (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  source_id uuid not null,
  type text not null,
  name text,
  reduced boolean not null,
  -- Kept and handed on, never searched: json, which is not taken apart.
  body json not null,
  identity_sealed text,
  lookup_keys uuid[] not null,
  subject_keys uuid[] not null,
  -- Of a reduced event alone: its subject keys, each hashed with the event's id under a key that is in no region. Two of
  -- one person have nothing in common; who asks by name is found by making the hash anew for every row.
  blinded_keys uuid[],
  signals_ids text[] not null,
  fan_out smallint not null,
  filtered jsonb not null,
  config_version integer not null,
  policy_version integer not null,
  -- Rows become visible out of order; who tails reads by this and below the oldest running transaction.
  written_by xid8 not null default pg_current_xact_id(),
  constraint events_pkey primary key (workspace_id, event_id, received_at)
) partition by range (received_at);
create index events_written_idx on data.events (workspace_id, written_by);
create index events_lookup_idx on data.events using gin (lookup_keys) with (fastupdate = on);
create index events_blinded_idx on data.events (workspace_id, received_at, event_id) where blinded_keys is not null;

alter table data.events enable row level security;
alter table data.events force row level security;
create policy "functions of the owner use events" on data.events to tl_owner using (true) with check (true);
create policy "members can view their events" on data.events for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select (
  workspace_id, event_id, received_at, occurred_at, source_id, type, name, reduced, body, signals_ids, fan_out, filtered,
  config_version, policy_version
) on data.events to authenticated;

reset role;
