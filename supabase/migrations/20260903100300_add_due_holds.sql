-- What a worker looks at: holds whose time is up end here, those whose device chose are handed out. They stay where they
-- are meanwhile, and come again if their worker dies.
set role tl_owner;

-- A dated choice of the device: the answer that was waited for, whatever it says.
create function data.call_held(choices data.choice[]) returns void
language plpgsql set search_path = '' as $$
declare
  called data.holds[];
begin
  select array_agg(locked) into called
  from (
    select h.*
    from data.holds as h
    where (h.workspace_id, h.device_key) in (
      select c."workspaceId", s.key
      from unnest(choices) as c
      cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as s
      where c.kind = 'chosen' and s.kind = 'anonymous_id'
    )
    order by h.workspace_id, h.event_id
    for update
  ) as locked;
  if called is not null then
    update data.holds as h
    set due_at = least(h.due_at, clock_timestamp())
    from unnest(called) as c
    where h.workspace_id = c.workspace_id and h.event_id = c.event_id;
  end if;
end
$$;

create function data.held_view(held data.holds) returns json
language sql stable set search_path = '' as $$
  select json_build_object(
    'workspaceId', held.workspace_id, 'eventId', held.event_id, 'receivedAt', data.iso(held.received_at),
    'deviceKey', held.device_key, 'sealed', held.sealed, 'identitySealed', e.identity_sealed,
    'signals', data.signals_of(e.workspace_id, e.received_at, e.signals_ids),
    'deliveries', (
      select json_agg(json_build_object('destinationId', i.destination_id, 'run', i.run)) from unnest(held.items) as i
    ),
    'subjects', api.subject_facts(held.workspace_id, held.subject_keys)
  )
  from data.events as e
  where e.workspace_id = held.workspace_id and e.event_id = held.event_id and e.received_at = held.received_at
$$;

create function data.due_holds(rows_max integer, is_over boolean) returns data.holds[]
language sql volatile set search_path = '' as $$
  select array(
    select h
    from data.holds as h
    where h.due_at <= clock_timestamp() and (h.held_until <= clock_timestamp()) = is_over
      and exists (select from data.homes where homes.workspace_id = h.workspace_id and homes.state = 'active')
    order by h.due_at
    limit rows_max
    for update skip locked
  )
$$;

create function api.due_holds(rows_max integer) returns json
language plpgsql security definer set search_path = '' as $$
declare
  expired bigint := data.end_held(
    data.endings_of(data.due_holds(rows_max, true), array['expired', 'hold_expired', 'consent'], null)
  );
  called data.holds[] := data.due_holds(rows_max, false);
begin
  update data.holds as h
  set due_at = least(h.held_until, clock_timestamp() + interval '10 seconds')
  from unnest(called) as c
  where h.workspace_id = c.workspace_id and h.event_id = c.event_id;
  return json_build_object(
    'expired', expired, 'holds', coalesce((select json_agg(data.held_view(c)) from unnest(called) as c), '[]')
  );
end
$$;
grant execute on function api.due_holds(integer) to tl_worker;

reset role;
