-- Day partitions of everything that grows with events. Made apart and then attached: `create … partition of` would lock
-- out ingest, attaching does not.
set role tl_owner;

create function data.daily_tables() returns text[]
language sql immutable set search_path = '' as $$
  select array['events', 'event_network', 'deliveries', 'delivery_private', 'decisions', 'attempts', 'signals']
$$;

create function data.partition_name(parent text, day date) returns text
language sql immutable set search_path = '' as $$
  select parent || '_' || pg_catalog.to_char(day, 'YYYYMMDD')
$$;

-- A day is a UTC day, whatever the session's time zone.
create function data.day_bound(parent text, day date) returns text
language sql immutable set search_path = '' as $$
  select pg_catalog.to_char(day, case parent when 'signals' then 'YYYY-MM-DD' else 'YYYY-MM-DD 00:00:00+00' end)
$$;

create function data.add_partition(parent text, day date) returns void
language plpgsql set search_path = '' as $$
declare
  name text := data.partition_name(parent, day);
begin
  execute format('create table data.%I (like data.%I including all)', name, parent);
  execute format('alter table data.%I enable row level security', name);
  execute format('alter table data.%I force row level security', name);
  execute format(
    'alter table data.%I attach partition data.%I for values from (%L) to (%L)',
    parent, name, data.day_bound(parent, day), data.day_bound(parent, day + 1)
  );
end
$$;

create function api.ensure_partitions(first_day date, days_ahead integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  made integer := 0;
  missing record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tracklayer partitions', 0));
  for missing in
    select parent, first_day + offset_days as day
    from unnest(data.daily_tables()) as parent, generate_series(0, days_ahead) as offset_days
    where to_regclass('data.' || data.partition_name(parent, first_day + offset_days)) is null
    order by day, parent
  loop
    perform data.add_partition(missing.parent, missing.day);
    made := made + 1;
  end loop;
  return made;
end
$$;
grant execute on function api.ensure_partitions(date, integer) to tl_maintainer;

reset role;
