-- Access, portability and erasure as asked for, with who asked: the region's own audit of looking somebody up. Their
-- identifiers are here as keyed hashes alone.
set role tl_owner;

create table data.subject_requests (
  workspace_id uuid not null,
  request_id uuid not null,
  kind text not null,
  subject_keys uuid[] not null,
  state text not null default 'open',
  requested_at timestamptz not null,
  completed_at timestamptz,
  asked_by text not null,
  -- What came of it, in numbers.
  outcome jsonb,
  constraint subject_requests_pkey primary key (workspace_id, request_id),
  constraint subject_requests_kind_known check (kind in ('access', 'portability', 'erasure')),
  constraint subject_requests_state_known check (state in ('open', 'completed', 'refused'))
);
alter table data.subject_requests enable row level security;
alter table data.subject_requests force row level security;
create policy "functions of the owner use subject requests" on data.subject_requests to tl_owner
  using (true) with check (true);
create policy "members can view their subject requests" on data.subject_requests for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.subject_requests to authenticated;

reset role;
