-- What waits in the queue for an event that goes, goes first: the ledger never names an event that is not there.
set role tl_owner;

create function data.purge_small_tables(now_at timestamptz, today date, longest_days integer) returns bigint
language plpgsql set search_path = '' as $$
declare
  deleted bigint;
  step bigint;
begin
  delete from data.queue as q
  where q.received_at < (today - longest_days)::timestamp at time zone 'UTC'
    or exists (
      select from data.homes as h
      where h.workspace_id = q.workspace_id
        and q.received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    );
  get diagnostics deleted = row_count;
  delete from data.holds as w
  where w.received_at < (today - longest_days)::timestamp at time zone 'UTC'
    or exists (
      select from data.homes as h
      where h.workspace_id = w.workspace_id
        and w.received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    );
  delete from data.message_ids where dedup_until < now_at;
  get diagnostics step = row_count;
  deleted := deleted + step;
  delete from data.source_notes where day < today - 30;
  delete from data.workers as w
  where w.seen_at < now_at - interval '1 day' and not exists (select from data.leases as l where l.worker_id = w.worker_id);
  return deleted;
end
$$;

create function api.purge(now_at timestamptz) returns jsonb
language plpgsql security definer set search_path = '' set lock_timeout = '5s' as $$
declare
  today date := (now_at at time zone 'UTC')::date;
  longest_days integer := (select greatest(coalesce(max(retention_days), 0), 1) from data.homes);
  dropped text;
  deleted bigint;
begin
  if not exists (select from data.homes) then
    longest_days := 180;
  end if;
  deleted := data.purge_small_tables(now_at, today, longest_days);
  dropped := data.drop_oldest_partition(today, longest_days);
  if dropped is null then
    deleted := deleted + data.delete_oldest_day(today, longest_days);
  end if;
  return jsonb_build_object(
    'partitionsDropped', case when dropped is null then '[]'::jsonb else jsonb_build_array(dropped) end,
    'rowsDeleted', deleted,
    'more', dropped is not null or deleted > 0
  );
end
$$;
grant execute on function api.purge(timestamptz) to tl_maintainer;

reset role;
