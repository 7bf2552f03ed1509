-- Requests a vendor accepted and answers for later, by an id of the request. One narrow row a request until it is answered
-- or the vendor's time is over; whoever polls holds it for a while, so that of many processes one asks.
set role tl_owner;

create table data.follow_ups (
  workspace_id uuid not null,
  destination_id uuid not null,
  request_id text not null,
  event_ids uuid[] not null,
  received_ats timestamptz[] not null,
  runs smallint[] not null,
  purposes text[] not null,
  asks integer not null default 0,
  due_at timestamptz not null,
  ends_at timestamptz not null,
  held_until timestamptz,
  constraint follow_ups_pkey primary key (workspace_id, destination_id, request_id),
  constraint follow_ups_request_short check (char_length(request_id) between 1 and 256),
  constraint follow_ups_rows_whole check (
    cardinality(event_ids) between 1 and 2000 and cardinality(received_ats) = cardinality(event_ids)
    and cardinality(runs) = cardinality(event_ids)
  )
);
create index follow_ups_due_idx on data.follow_ups (due_at);
alter table data.follow_ups enable row level security;
alter table data.follow_ups force row level security;
create policy "functions of the owner use follow ups" on data.follow_ups to tl_owner using (true) with check (true);

-- Kept before the lease is finished: a crash between the two sends again, and the vendor drops the repeat.
create function api.keep_follow_ups(requests jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  kept integer;
begin
  insert into data.follow_ups (
    workspace_id, destination_id, request_id, event_ids, received_ats, runs, purposes, due_at, ends_at
  )
  select
    (r ->> 'workspaceId')::uuid, (r ->> 'destinationId')::uuid, r ->> 'requestId',
    array(select (d ->> 'eventId')::uuid from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n),
    array(
      select (d ->> 'receivedAt')::timestamptz
      from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n
    ),
    array(select (d ->> 'run')::smallint from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n),
    array(select jsonb_array_elements_text(r -> 'purposes')),
    (r ->> 'dueAt')::timestamptz, (r ->> 'endsAt')::timestamptz
  from jsonb_array_elements(requests) as r
  on conflict do nothing;
  get diagnostics kept = row_count;
  return kept;
end
$$;
grant execute on function api.keep_follow_ups(jsonb) to tl_worker;

-- Holding goes by the database's clock, since processes disagree about time.
create function api.claim_follow_ups(now_at timestamptz, hold_seconds integer, rows_max integer) returns jsonb
language sql security definer set search_path = '' as $$
  with due as (
    select f.workspace_id, f.destination_id, f.request_id
    from data.follow_ups as f
    where f.due_at <= now_at and (f.held_until is null or f.held_until < clock_timestamp())
    order by f.due_at
    limit rows_max
    for update skip locked
  ), claimed as (
    update data.follow_ups as f
    set held_until = clock_timestamp() + make_interval(secs => hold_seconds), asks = f.asks + 1
    from due
    where f.workspace_id = due.workspace_id and f.destination_id = due.destination_id and f.request_id = due.request_id
    returning f.*
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'workspaceId', c.workspace_id, 'destinationId', c.destination_id, 'requestId', c.request_id,
        'rows', cardinality(c.event_ids), 'asks', c.asks, 'endsAt', data.iso(c.ends_at)
      )
    ),
    '[]'
  )
  from claimed as c
$$;
grant execute on function api.claim_follow_ups(timestamptz, integer, integer) to tl_worker;

create function api.postpone_follow_up(workspace uuid, destination uuid, request text, until timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update data.follow_ups as f
  set due_at = until, held_until = null
  where f.workspace_id = workspace and f.destination_id = destination and f.request_id = request;
  return found;
end
$$;
grant execute on function api.postpone_follow_up(uuid, uuid, text, timestamptz) to tl_worker;

reset role;
