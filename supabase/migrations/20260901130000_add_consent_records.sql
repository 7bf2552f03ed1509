-- Every choice of a person as it was made, and every change of the undated state a device showed: evidence, so append-only.
set role tl_owner;

create function data.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create table data.consent_records (
  workspace_id uuid not null,
  record_id uuid not null,
  subject_keys uuid[] not null,
  subject_kinds text[] not null,
  kind text not null,
  choices jsonb not null,
  chosen_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  source text not null,
  reason text not null,
  event_id uuid,
  proof jsonb,
  constraint consent_records_pkey primary key (workspace_id, record_id),
  constraint consent_records_kind_known check (kind in ('chosen', 'observed')),
  constraint consent_records_kinds_of_all check (cardinality(subject_kinds) = cardinality(subject_keys))
);
create index consent_records_subject_idx on data.consent_records using gin (subject_keys);
alter table data.consent_records enable row level security;
alter table data.consent_records force row level security;
create policy "functions of the owner use consent records" on data.consent_records to tl_owner
  using (true) with check (true);
create policy "members can view their consent records" on data.consent_records for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.consent_records to authenticated;
create trigger consent_records_append_only before update or delete or truncate on data.consent_records
  for each statement execute function data.refuse_change();

reset role;
