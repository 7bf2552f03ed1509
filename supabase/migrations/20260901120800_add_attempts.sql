-- Every try that counted, with the vendor's answer redacted.
set role tl_owner;

create table data.attempts (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  destination_id uuid not null,
  run smallint not null,
  attempt smallint not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  outcome text not null,
  http_status smallint,
  detail text,
  constraint attempts_pkey primary key (workspace_id, event_id, destination_id, run, attempt, received_at),
  constraint attempts_detail_short check (octet_length(detail) <= 8192)
) partition by range (received_at);
alter table data.attempts enable row level security;
alter table data.attempts force row level security;
create policy "functions of the owner use attempts" on data.attempts to tl_owner using (true) with check (true);
create policy "members can view their attempts" on data.attempts for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.attempts to authenticated;

reset role;
