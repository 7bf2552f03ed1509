-- What the first hop captured of the person's will, once per distinct content and day, so that it goes with its events.
set role tl_owner;

create table data.signals (
  workspace_id uuid not null,
  id text not null,
  day date not null,
  content jsonb not null,
  constraint signals_pkey primary key (workspace_id, day, id)
) partition by range (day);
alter table data.signals enable row level security;
alter table data.signals force row level security;
create policy "functions of the owner use signals" on data.signals to tl_owner using (true) with check (true);
create policy "members can view their signals" on data.signals for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.signals to authenticated;

reset role;
