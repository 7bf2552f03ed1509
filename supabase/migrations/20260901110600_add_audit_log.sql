-- Who changed what, with secrets masked before they get here.
set role tl_owner;

create table control.audit_log (
  id bigint generated always as identity,
  workspace_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  config_version integer,
  constraint audit_log_pkey primary key (id)
);
create index audit_log_workspace_idx on control.audit_log (workspace_id, id desc);
alter table control.audit_log enable row level security;
alter table control.audit_log force row level security;
create policy "functions of the owner use the audit log" on control.audit_log to tl_owner using (true) with check (true);
create trigger audit_log_append_only before update or delete or truncate on control.audit_log
  for each statement execute function control.refuse_change();

reset role;
