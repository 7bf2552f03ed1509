-- Every table that names an event, whatever it is called: one that is added later is emptied, too. Message ids stay, so
-- that a repeat brings nothing back, and decisions go by their own way, with a tombstone. What a worker holds in its hands
-- is left for the next round, or its end would be written of an event that is not there.
set role tl_owner;

create function data.tables_of_events() returns setof text
language sql stable set search_path = '' as $$
  select c.relname
  from pg_catalog.pg_class as c
  where c.relnamespace = 'data'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not in ('decisions', 'message_ids', 'consent_records')
    and (
      select count(*) from pg_catalog.pg_attribute as a
      where a.attrelid = c.oid and a.attname in ('workspace_id', 'event_id') and not a.attisdropped
    ) = 2
  -- The event itself last.
  order by c.relname = 'events', c.relname
$$;

create function data.in_workers_hands(workspace uuid, event_ids uuid[]) returns uuid[]
language sql stable set search_path = '' as $$
  select array(
    select i.event_id
    from data.leases as l, unnest(l.items) as i
    where l.workspace_id = workspace and i.event_id = any (event_ids)
  )
$$;

create function api.erase_events(workspace uuid, event_ids uuid[]) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  held uuid[];
  erased integer := 0;
  name text;
begin
  perform data.share_homes(array[workspace]);
  -- No worker takes these while we look.
  perform from data.queue where workspace_id = workspace and event_id = any (event_ids)
  order by event_id, destination_id, run for update;
  held := data.in_workers_hands(workspace, event_ids);
  event_ids := array(
    select id from unnest(event_ids) as id
    where id <> all (held)
      and not exists (select from data.decisions as d where d.workspace_id = workspace and d.event_id = id)
  );
  for name in select data.tables_of_events() loop
    execute format('delete from data.%I where workspace_id = $1 and event_id = any ($2)', name) using workspace, event_ids;
    get diagnostics erased = row_count;
  end loop;
  return erased;
end
$$;
grant execute on function api.erase_events(uuid, uuid[]) to tl_maintainer;

reset role;
