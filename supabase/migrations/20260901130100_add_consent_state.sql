-- The fold of consent_records, written with them: per subject and purpose the latest dated choice, and the
-- latest undated state a device showed.
set role tl_owner;

create table data.consent_state (
  workspace_id uuid not null,
  subject_key uuid not null,
  purpose text not null,
  kind text not null,
  value text not null,
  chosen_at timestamptz not null,
  record_id uuid not null,
  subject_kind text not null,
  is_gpc boolean not null default false,
  was_refused boolean not null default false,
  gpc_first_at timestamptz,
  constraint consent_state_pkey primary key (workspace_id, subject_key, purpose, kind),
  constraint consent_state_kind_known check (kind in ('chosen', 'observed')),
  constraint consent_state_value_known check (value in ('granted', 'denied'))
);
alter table data.consent_state enable row level security;
alter table data.consent_state force row level security;
create policy "functions of the owner use consent state" on data.consent_state to tl_owner using (true) with check (true);
create policy "members can view their consent state" on data.consent_state for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.consent_state to authenticated;

reset role;
