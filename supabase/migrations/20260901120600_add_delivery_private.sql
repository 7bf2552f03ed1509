-- Fields one vendor needs in plain, sealed; gone when the delivery is terminal, of a dead one after a week.
set role tl_owner;

create table data.delivery_private (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  destination_id uuid not null,
  run smallint not null,
  plain_sealed text not null,
  constraint delivery_private_pkey primary key (workspace_id, event_id, destination_id, run, received_at)
) partition by range (received_at);
alter table data.delivery_private enable row level security;
alter table data.delivery_private force row level security;
create policy "functions of the owner use delivery private" on data.delivery_private to tl_owner
  using (true) with check (true);

reset role;
