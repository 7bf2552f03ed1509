-- Per hour: what ingest meant to fan out (events) against what became of it (deliveries). Two tables that no one
-- function computes from each other, so a gap is a finding.
set role tl_owner;

create function api.read_reconciliation(workspace uuid, first_at timestamptz, before_at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  with promised as (
    select
      date_trunc('hour', received_at, 'UTC') as hour, sum(fan_out) as fan_out,
      sum(jsonb_array_length(filtered)) as filtered
    from data.events
    where workspace_id = workspace and received_at >= first_at and received_at < before_at
    group by 1
  ), stated as (
    select date_trunc('hour', received_at, 'UTC') as hour, state, count(*) as number
    from data.deliveries
    where workspace_id = workspace and run = 0 and received_at >= first_at and received_at < before_at
    group by 1, 2
    union all
    select hour, 'filtered', filtered from promised where filtered > 0
  ), terminal as (
    select hour, jsonb_object_agg(state, number) as by_state, sum(number) as number
    from (
      select hour, state, sum(number) as number from stated where state not in ('queued', 'held') group by 1, 2
    ) as summed
    group by hour
  ), flying as (
    select hour, sum(number) as number from stated where state in ('queued', 'held') group by 1
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'hour', data.iso(hour), 'fanOut', coalesce(p.fan_out, 0), 'byState', coalesce(t.by_state, '{}'),
      'inFlight', coalesce(f.number, 0),
      'gap', coalesce(p.fan_out, 0) - coalesce(t.number, 0) - coalesce(f.number, 0)
    ) order by hour
  ), '[]')
  from promised as p
  full join terminal as t using (hour)
  full join flying as f using (hour)
$$;
grant execute on function api.read_reconciliation(uuid, timestamptz, timestamptz) to tl_reader;

reset role;
