-- What a source sends wrong, counted by day: rejected events are not stored, and a sender must still learn of them. Codes
-- and category names only, never a value.
set role tl_owner;

create table data.source_notes (
  workspace_id uuid not null,
  source_id uuid not null,
  day date not null,
  kind text not null,
  code text not null,
  number bigint not null,
  last_at timestamptz not null,
  constraint source_notes_pkey primary key (workspace_id, source_id, day, kind, code),
  constraint source_notes_kind_known check (kind in ('rejected', 'unmapped_category', 'clock_offset', 'preflight')),
  constraint source_notes_code_short check (length(code) <= 100)
);
alter table data.source_notes enable row level security;
alter table data.source_notes force row level security;
create policy "functions of the owner use source notes" on data.source_notes to tl_owner using (true) with check (true);

create type data.source_note as ("workspaceId" uuid, "sourceId" uuid, kind text, code text, number bigint, at timestamptz);

create function api.note_sources(notes jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into data.source_notes as s (workspace_id, source_id, day, kind, code, number, last_at)
  select "workspaceId", "sourceId", (at at time zone 'UTC')::date, kind, code, number, at
  from jsonb_populate_recordset(null::data.source_note, notes)
  order by 1, 2, 3, 4, 5
  on conflict on constraint source_notes_pkey do update
  set number = s.number + excluded.number, last_at = greatest(s.last_at, excluded.last_at)
$$;
grant execute on function api.note_sources(jsonb) to tl_ingest;

create function data.source_counts(workspace uuid, source uuid, first_day date, wanted text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', number, 'lastAt', data.iso(last_at))
    order by number desc, code), '[]')
  from (
    select code, sum(number) as number, max(last_at) as last_at
    from data.source_notes
    where workspace_id = workspace and source_id = source and day >= first_day and kind = wanted
    group by code
  ) as counted
$$;

-- Seconds between a request's sentAt and its arrival, weighed by how often each was seen.
create function data.source_clock_offset(workspace uuid, source uuid, first_day date) returns integer
language sql stable set search_path = '' as $$
  select code::integer
  from (
    select code, sum(number) over (order by code::integer) as up_to, sum(number) over () as total
    from data.source_notes
    where workspace_id = workspace and source_id = source and day >= first_day and kind = 'clock_offset'
  ) as spread
  where up_to * 2 >= total
  order by code::integer
  limit 1
$$;

reset role;
