-- What makes a repeat harmless: one row an event, kept until dedup_until. Hash-partitioned: hot, and without a day.
-- BRIN finds the rows to purge at almost no cost to ingest, since dedup_until grows with the table.
set role tl_owner;

create table data.message_ids (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  body_hash bytea not null,
  dedup_until timestamptz not null,
  constraint message_ids_pkey primary key (workspace_id, event_id)
) partition by hash (workspace_id, event_id);
create index message_ids_dedup_idx on data.message_ids using brin (dedup_until) with (pages_per_range = 32);

alter table data.message_ids enable row level security;
alter table data.message_ids force row level security;
create policy "functions of the owner use message ids" on data.message_ids to tl_owner using (true) with check (true);

do $$
begin
  for part in 0..7 loop
    execute format(
      'create table data.message_ids_%s partition of data.message_ids for values with (modulus 8, remainder %s)', part, part
    );
    execute format('alter table data.message_ids_%s enable row level security', part);
    execute format('alter table data.message_ids_%s force row level security', part);
  end loop;
end
$$;

reset role;
