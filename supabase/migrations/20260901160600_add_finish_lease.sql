-- Closes what was finished of a lease; what is left stays in it, what lost its delivery to a purge goes.
set role tl_owner;

create function data.shrink_lease(held data.leases, finished data.finishing[]) returns text
language plpgsql set search_path = '' as $$
declare
  rest data.lease_item[];
begin
  if cardinality(finished) is distinct from cardinality(held.items) then
    rest := array(
      select i
      from unnest(held.items) as i
      where not exists (select from unnest(finished) as f where f.event_id = i.event_id and f.run = i.run)
        and exists (
          select from data.deliveries as d
          where d.workspace_id = held.workspace_id and d.event_id = i.event_id
            and d.destination_id = held.destination_id and d.run = i.run and d.received_at = i.received_at
        )
    );
  end if;
  if coalesce(cardinality(rest), 0) = 0 then
    delete from data.leases where lease_id = held.lease_id;
    return 'closed';
  end if;
  update data.leases set items = rest where lease_id = held.lease_id;
  return 'open';
end
$$;

create function api.finish_deliveries(lease uuid, records jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  held data.leases;
  finished data.finishing[];
  woken data.wake_up[];
  lease_state text;
begin
  select l.* into held from data.leases as l where l.lease_id = lease for update;
  if not found then
    return 'not_held';
  end if;
  finished := data.finishings(held, records);
  if finished is not null then
    perform data.keep_inputs(held, finished);
    perform data.write_finishings(held, finished);
  end if;
  lease_state := data.shrink_lease(held, finished);
  woken := array(
    select row(held.workspace_id, held.destination_id, (record)."dueAt")::data.wake_up
    from unnest(finished)
    where state = 'queued'
  );
  if held.slots is not null then
    woken := woken || row(held.workspace_id, held.destination_id, clock_timestamp())::data.wake_up;
  end if;
  if cardinality(woken) > 0 then
    perform data.wake(woken);
  end if;
  return lease_state;
end
$$;
grant execute on function api.finish_deliveries(uuid, jsonb) to tl_worker;

reset role;
