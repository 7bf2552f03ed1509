-- Persons that nothing is sent about, whatever they consented to.
set role tl_owner;

create table data.suppressions (
  workspace_id uuid not null,
  subject_key uuid not null,
  reason text not null,
  created_at timestamptz not null default now(),
  constraint suppressions_pkey primary key (workspace_id, subject_key)
);
alter table data.suppressions enable row level security;
alter table data.suppressions force row level security;
create policy "functions of the owner use suppressions" on data.suppressions to tl_owner using (true) with check (true);
create policy "members can view their suppressions" on data.suppressions for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.suppressions to authenticated;

reset role;
