-- Purge by age. One small step a call – a partition dropped, or one workspace's day deleted – so that no call holds
-- locks of two tables; the caller repeats while there is more.
set role tl_owner;

create function data.oldest_partition(parent text) returns date
language sql stable set search_path = '' as $$
  select min(to_date(right(c.relname, 8), 'YYYYMMDD'))
  from pg_catalog.pg_inherits as i
  join pg_catalog.pg_class as c on c.oid = i.inhrelid
  where i.inhparent = ('data.' || parent)::regclass
$$;

create function data.drop_oldest_partition(today date, longest_days integer) returns text
language plpgsql set search_path = '' as $$
declare
  name text;
begin
  select data.partition_name(parent, data.oldest_partition(parent)) into name
  from unnest(data.daily_tables()) as parent
  where data.oldest_partition(parent) < today - case parent when 'event_network' then 30 else longest_days end
  order by data.oldest_partition(parent), parent
  limit 1;
  if name is not null then
    execute format('drop table data.%I', name);
  end if;
  return name;
end
$$;

create function data.delete_oldest_day(today date, longest_days integer) returns bigint
language plpgsql set search_path = '' as $$
declare
  old record;
  parent text;
  deleted bigint := 0;
  step bigint;
begin
  select h.workspace_id, (e.received_at at time zone 'UTC')::date as day into old
  from data.homes as h
  cross join lateral (
    select received_at
    from data.events
    where workspace_id = h.workspace_id and received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    limit 1
  ) as e
  where h.retention_days < longest_days
  limit 1;
  if not found then
    return 0;
  end if;
  perform set_config('tracklayer.lawful_removal', 'on', true);
  foreach parent in array data.daily_tables() loop
    if to_regclass('data.' || data.partition_name(parent, old.day)) is not null then
      execute format(
        'delete from data.%I where workspace_id = $1 and %I >= %L and %I < %L', parent,
        case parent when 'signals' then 'day' else 'received_at' end, data.day_bound(parent, old.day),
        case parent when 'signals' then 'day' else 'received_at' end, data.day_bound(parent, old.day + 1)
      ) using old.workspace_id;
      get diagnostics step = row_count;
      deleted := deleted + step;
    end if;
  end loop;
  perform set_config('tracklayer.lawful_removal', 'off', true);
  return deleted;
end
$$;

reset role;
