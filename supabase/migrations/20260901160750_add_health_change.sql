-- The breaker's rule. Five requests in a row that got no answer open it; so does one that was told to wait. It stays open
-- for 2 s, twice as long at every failed probe and at most a minute, jittered, and never less than the vendor asked for.
set role tl_owner;

create function data.open_for(trips integer, request jsonb) returns interval
language sql immutable set search_path = '' as $$
  select make_interval(
    secs => greatest(
      least(60, 2 ^ least(trips, 10)) * (0.5 + (request ->> 'jitter')::float8 / 2),
      coalesce((request ->> 'retryAfterSeconds')::float8, 0)
    )
  )
$$;

create function data.health_change(found_row data.destination_queues, request jsonb) returns data.destination_queues
language plpgsql volatile set search_path = '' as $$
declare
  change data.destination_queues := found_row;
  in_a_row integer := (request ->> 'failuresInARow')::integer;
  throttled boolean := request -> 'retryAfterSeconds' <> 'null';
  answered boolean := (request ->> 'succeeded')::boolean;
  fails boolean;
begin
  change.set_by := 'worker';
  change.failures := least(in_a_row + case when answered then 0 else found_row.failures end, 1000);
  fails := throttled or change.failures >= 5 or (found_row.state = 'half_open' and in_a_row > 0);
  if fails then
    change.state := 'open';
    change.reason := request ->> 'reason';
    change.trips := least(found_row.trips + 1, 100);
    change.probe_at := clock_timestamp() + data.open_for(change.trips, request);
  elsif found_row.state = 'half_open' and not answered then
    -- The probe never reached the vendor: its event was not to be sent after all.
    change.state := 'open';
    change.probe_at := clock_timestamp();
  else
    change.state := 'runnable';
    change.reason := null;
    change.trips := 0;
  end if;
  return change;
end
$$;

reset role;
