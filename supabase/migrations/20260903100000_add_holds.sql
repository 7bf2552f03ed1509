-- Held until the person was asked: one row an event with what its event row does not show, sealed, so that wiping is
-- deleting and nobody needs a key for it. At most half an hour, whatever was asked for; how many of one device, add_holds
-- sees to.
set role tl_owner;

create type data.held_item as (destination_id uuid, run smallint, purposes text[]);
create table data.holds (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  -- Whose choice lets it go, and whose refusal wipes it.
  device_key uuid not null,
  subject_keys uuid[] not null,
  held_at timestamptz not null,
  held_until timestamptz not null,
  -- When a worker looks at it: at its end, or once the device chose.
  due_at timestamptz not null,
  items data.held_item[] not null,
  sealed text not null,
  constraint holds_pkey primary key (workspace_id, event_id),
  constraint holds_half_an_hour_at_most check (held_until <= held_at + interval '30 minutes'),
  constraint holds_of_something check (cardinality(items) > 0)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index holds_device_idx on data.holds (workspace_id, device_key);
create index holds_subjects_idx on data.holds using gin (subject_keys);
create index holds_due_idx on data.holds (due_at);
alter table data.holds enable row level security;
alter table data.holds force row level security;
create policy "functions of the owner use holds" on data.holds to tl_owner using (true) with check (true);

alter table data.decisions drop constraint decisions_verdict_known;
alter table data.decisions add constraint decisions_verdict_known check (
  verdict in ('deliver', 'held', 'denied', 'filtered', 'suppressed', 'invalid', 'expired')
);
alter table data.decisions drop constraint decisions_stage_known;
alter table data.decisions add constraint decisions_stage_known check (stage in ('ingest', 'hold', 'send', 'replay'));

reset role;
