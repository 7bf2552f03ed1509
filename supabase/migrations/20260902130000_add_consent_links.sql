-- Which keys are one person's, learned from events that named both: only so that choices are honoured. A cart, checkout
-- or order leads to the device that used it and not back.
set role tl_owner;

create table data.consent_links (
  workspace_id uuid not null,
  subject_key uuid not null,
  subject_kind text not null,
  other_key uuid not null,
  other_kind text not null,
  learned_at timestamptz not null default clock_timestamp(),
  constraint consent_links_pkey primary key (workspace_id, subject_key, other_key)
);
create index consent_links_other_idx on data.consent_links (workspace_id, other_key);
alter table data.consent_links enable row level security;
alter table data.consent_links force row level security;
create policy "functions of the owner use consent links" on data.consent_links to tl_owner using (true) with check (true);

-- Themselves, their links and the links of those; and what leads to them (an order to its device).
create function data.linked_keys(workspace uuid, subjects uuid[]) returns uuid[]
language sql stable set search_path = '' as $$
  with near as materialized (
    select other_key as key from data.consent_links where workspace_id = workspace and subject_key = any (subjects)
    union
    select subject_key from data.consent_links where workspace_id = workspace and other_key = any (subjects)
  )
  select array(
    select unnest(subjects)
    union
    select key from near
    union
    select l.other_key from near join data.consent_links as l on l.workspace_id = workspace and l.subject_key = near.key
    union
    select l.subject_key from near join data.consent_links as l on l.workspace_id = workspace and l.other_key = near.key
  )
$$;

reset role;
