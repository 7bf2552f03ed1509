-- Without today's partitions every event would be refused: said by name before the first one comes.
set role tl_owner;

create function api.missing_partition(day date) returns text
language sql stable security definer set search_path = '' as $$
  select data.partition_name(parent, day)
  from unnest(data.daily_tables()) as parent
  where to_regclass('data.' || data.partition_name(parent, day)) is null
  order by parent
  limit 1
$$;
grant execute on function api.missing_partition(date) to tl_ingest, tl_maintainer;

create function api.partitions_ahead(day date) returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::integer
  from generate_series(0, 60) as ahead
  where not exists (
    select from generate_series(0, ahead) as step where api.missing_partition(day + step) is not null
  )
$$;
grant execute on function api.partitions_ahead(date) to tl_maintainer;

reset role;
