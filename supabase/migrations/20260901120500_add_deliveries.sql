-- The ledger: one row per (event, destination, run), written at ingest and once per attempt's end. `queued` also while
-- leased (a row in leases says so). A filtered pair is no row but an entry in events.filtered.
set role tl_owner;

create table data.deliveries (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  destination_id uuid not null,
  run smallint not null,
  state text not null,
  verdict text not null,
  mode text not null,
  reason text not null,
  attempts smallint not null default 0,
  finished_at timestamptz,
  constraint deliveries_pkey primary key (workspace_id, event_id, destination_id, run, received_at),
  constraint deliveries_state_known check (
    state in (
      'queued', 'held', 'delivered', 'denied', 'filtered', 'suppressed', 'invalid', 'expired', 'cancelled', 'dead'
    )
  ),
  constraint deliveries_mode_known check (mode in ('full', 'limited')),
  constraint deliveries_finished_when_terminal check ((finished_at is null) = (state in ('queued', 'held')))
) partition by range (received_at);
alter table data.deliveries enable row level security;
alter table data.deliveries force row level security;
create policy "functions of the owner use deliveries" on data.deliveries to tl_owner using (true) with check (true);
create policy "members can view their deliveries" on data.deliveries for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.deliveries to authenticated;

reset role;
