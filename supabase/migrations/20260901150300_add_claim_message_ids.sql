-- First pass of ingest: whose workspace is at home, and which events are new. In key order: unordered, two repeated
-- batches deadlock. Postgres cannot know how long a batch is and would compare each of it with each: no nested loops.
set role tl_owner;

create type data.ingest_split as (at_home bigint[], fresh bigint[]);

create function data.claim_message_ids(items data.ingest_item[]) returns data.ingest_split
language sql set search_path = '' set enable_nestloop = off as $$
  with head as materialized (
    select i."workspaceId", i."eventId", i."receivedAt", i."bodyHash", i."dedupUntil", i.ordinality
    from unnest(items) with ordinality as i
    join data.homes on homes.workspace_id = i."workspaceId" and homes.epoch = i.epoch and homes.state = 'active'
  ), first as materialized (
    select distinct on ("workspaceId", "eventId") *
    from head
    order by "workspaceId", "eventId", ordinality
  ), claimed as (
    insert into data.message_ids (workspace_id, event_id, received_at, body_hash, dedup_until)
    select "workspaceId", "eventId", "receivedAt", decode("bodyHash", 'hex'), "dedupUntil"
    from first
    order by "workspaceId", "eventId"
    on conflict do nothing
    returning workspace_id, event_id
  )
  select
    (select array_agg(ordinality) from head),
    (
      select array_agg(ordinality)
      from claimed
      join first on first."workspaceId" = claimed.workspace_id and first."eventId" = claimed.event_id
    )
$$;

reset role;
