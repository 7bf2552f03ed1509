-- Append-only: one row per evaluation that differs from the last or ends the delivery. The trace is recomputed from the
-- event, its signals up to signals_id (at ingest: that one alone), inputs_id (in signals, too), decided_at and the
-- configuration. A repeat that tightened was judged where it came from: its own jurisdiction. inputs_id and consent are
-- null where a person's act ended the delivery and nothing was computed.
set role tl_owner;

create table data.decisions (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  destination_id uuid not null,
  run smallint not null,
  stage text not null,
  verdict text not null,
  mode text not null,
  reason text not null,
  gate text,
  config_version integer not null,
  policy_version integer not null,
  signals_id text not null,
  inputs_id text,
  jurisdiction jsonb,
  -- Per purpose in the order of core/purpose.ts: granted, denied, unset.
  consent text,
  rule text,
  -- Codes of what the vendor would take and then ignore; null = none.
  warnings text[],
  -- The first the event is known by; of a reduced event its first blinded key.
  subject_key uuid,
  decided_at timestamptz not null default clock_timestamp(),
  salt uuid not null,
  receipt bytea not null,
  -- A bigint and not an xid8, which no BRIN takes: the sealer reads a minute of a table that is only added to.
  written_by bigint not null default (pg_current_xact_id()::text::bigint),
  constraint decisions_stage_known check (stage in ('ingest', 'send', 'replay')),
  constraint decisions_verdict_known check (
    verdict in ('deliver', 'denied', 'filtered', 'suppressed', 'invalid', 'expired')
  ),
  constraint decisions_consent_known check (consent ~ '^[gdu]{6}$')
) partition by range (received_at);
create index decisions_event_idx on data.decisions (workspace_id, event_id);
create index decisions_written_idx on data.decisions using brin (written_by) with (pages_per_range = 32, autosummarize = on);
alter table data.decisions enable row level security;
alter table data.decisions force row level security;
create policy "functions of the owner use decisions" on data.decisions to tl_owner using (true) with check (true);
create policy "members can view their decisions" on data.decisions for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select (
  workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate, config_version,
  policy_version, signals_id, inputs_id, jurisdiction, consent, rule, warnings, decided_at, receipt
) on data.decisions to authenticated;

-- The hash of a decision, made here and nowhere else. Fields are closed alphabets, so a line break keeps them apart.
-- No search_path of its own, so that it is written into the statement that calls it; every name in it is of pg_catalog.
create function data.receipt_of(
  salt uuid, workspace_id uuid, event_id uuid, received_at timestamptz, destination_id uuid, run smallint, stage text,
  verdict text, mode text, reason text, gate text, config_version integer, policy_version integer, signals_id text,
  inputs_id text, jurisdiction jsonb, consent text, rule text, warnings text[], subject_key uuid,
  decided_at timestamptz
) returns bytea
language sql stable as $$
  select sha256(uuid_send(salt) || convert_to(concat_ws(
    E'\n', 'receipt 1', workspace_id, event_id, round(date_part('epoch', received_at) * 1000000)::bigint,
    destination_id, run, stage, verdict, mode, reason, coalesce(gate, ''),
    config_version, policy_version, signals_id, coalesce(inputs_id, ''),
    coalesce(jurisdiction::text, ''), coalesce(consent, ''), coalesce(rule, ''),
    coalesce(array_to_string(warnings, ','), ''),
    coalesce(subject_key::text, ''), round(date_part('epoch', decided_at) * 1000000)::bigint
  ), 'UTF8'))
$$;

reset role;
