-- The last day of one source: alive, what was refused, what was not sent and why, how far its clock is off.
set role tl_owner;

create function api.read_source_health(workspace uuid, source uuid, now_at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  with recent as materialized (
    select event_id, received_at, filtered
    from data.events
    where workspace_id = workspace and source_id = source and received_at > now_at - interval '24 hours'
  ), unsent as (
    select d.state, d.reason
    from recent as r
    join data.deliveries as d
      on d.workspace_id = workspace and d.event_id = r.event_id and d.received_at = r.received_at
    where d.received_at > now_at - interval '24 hours' and d.state not in ('queued', 'held', 'delivered')
    union all
    select 'filtered', pair ->> 'reason' from recent, jsonb_array_elements(filtered) as pair
  ), since as (
    select ((now_at - interval '24 hours') at time zone 'UTC')::date as day
  )
  select jsonb_build_object(
    'lastEventAt', (
      select data.iso(max(received_at)) from data.events where workspace_id = workspace and source_id = source
    ),
    'received24h', (select count(*) from recent),
    'rejectedByCode', data.source_counts(workspace, source, since.day, 'rejected'),
    'notSentByReason', (
      select coalesce(jsonb_agg(
        jsonb_build_object('state', state, 'reason', reason, 'count', number) order by number desc, state, reason
      ), '[]')
      from (select state, reason, count(*) as number from unsent group by 1, 2) as counted
    ),
    'unmappedCategories', data.source_counts(workspace, source, since.day, 'unmapped_category'),
    'preflightWarnings', data.source_counts(workspace, source, since.day, 'preflight'),
    'clockOffsetSecondsMedian', data.source_clock_offset(workspace, source, since.day)
  )
  from since
$$;
grant execute on function api.read_source_health(uuid, uuid, timestamptz) to tl_reader;

reset role;
