-- IP and user agent rest apart and for 30 days only: a dropped partition leaves nothing to clean up.
set role tl_owner;

create table data.event_network (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  ip text,
  user_agent text,
  constraint event_network_pkey primary key (workspace_id, event_id, received_at)
) partition by range (received_at);
alter table data.event_network enable row level security;
alter table data.event_network force row level security;
create policy "functions of the owner use event network" on data.event_network to tl_owner using (true) with check (true);

reset role;
