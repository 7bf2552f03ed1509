-- What became of a held event once its device chose, in one transaction: what may go is whole again and queued, the rest
-- ends. Who comes too late – its time was up, a denial or another worker was first – changes nothing.
set role tl_owner;

create type data.held_decision as (
  "destinationId" uuid,
  run smallint,
  decision data.finish_decision,
  "expiresAt" timestamptz,
  "plainSealed" text
);

create type data.restored_event as (
  "occurredAt" timestamptz,
  body json,
  "identitySealed" text,
  network jsonb
);

create function data.settlings(held data.holds, event data.events, decided data.held_decision[]) returns data.ending[]
language sql stable set search_path = '' as $$
  select array(
    select row(
      held.workspace_id, held.event_id, held.received_at, i.destination_id, i.run, 'hold',
      case when denied.now then 'denied' else d.verdict end,
      case when denied.now then 'full' else d.mode end,
      case when denied.now then 'hold_refused' else d.reason end,
      case when denied.now then 'consent' else d.gate end,
      d."configVersion", d."policyVersion", event.signals_ids[d."signalsSeen"],
      case when not denied.now then d."inputsId" end, null,
      case when not denied.now then d.consent end, d.rule, d."decidedAt",
      case
        when d.verdict = 'deliver' and not denied.now then held.subject_keys[1]
        else coalesce(event.subject_keys[1], event.blinded_keys[1])
      end
    )::data.ending
    from unnest(held.items) as i
    join unnest(decided) as of_item on of_item."destinationId" = i.destination_id and of_item.run = i.run
    cross join lateral (select (of_item.decision).*) as d
    cross join (select data.denied_since(held) as purposes) as since
    cross join lateral (select i.purposes && since.purposes as now) as denied
  )
$$;

create function data.restore_event(held data.holds, restored data.restored_event) returns void
language plpgsql set search_path = '' as $$
begin
  update data.events as e
  set
    reduced = false, body = restored.body, occurred_at = restored."occurredAt",
    identity_sealed = restored."identitySealed", lookup_keys = held.subject_keys, subject_keys = held.subject_keys,
    blinded_keys = null
  where e.workspace_id = held.workspace_id and e.event_id = held.event_id and e.received_at = held.received_at;

  insert into data.event_network as n (workspace_id, event_id, received_at, ip, user_agent)
  select held.workspace_id, held.event_id, held.received_at, ip, user_agent
  from (select restored.network ->> 'ip' as ip, restored.network ->> 'userAgent' as user_agent) as sent
  where ip is not null or user_agent is not null
  on conflict (workspace_id, event_id, received_at) do update
  set ip = coalesce(n.ip, excluded.ip), user_agent = coalesce(n.user_agent, excluded.user_agent);
end
$$;

create function data.queue_released(held data.holds, released data.ending[], decided data.held_decision[]) returns void
language plpgsql set search_path = '' as $$
begin
  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
  )
  select
    r.workspace_id, r.event_id, r.destination_id, r.run, r.received_at, clock_timestamp(), d."expiresAt", 0, i.purposes
  from unnest(released) as r
  join unnest(decided) as d on d."destinationId" = r.destination_id and d.run = r.run
  join unnest(held.items) as i on i.destination_id = r.destination_id and i.run = r.run;

  insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
  select r.workspace_id, r.event_id, r.received_at, r.destination_id, r.run, d."plainSealed"
  from unnest(released) as r
  join unnest(decided) as d on d."destinationId" = r.destination_id and d.run = r.run
  where d."plainSealed" is not null;

  perform data.wake(array(
    select row(r.workspace_id, r.destination_id, clock_timestamp())::data.wake_up from unnest(released) as r
  ));
end
$$;

create function data.keep_hold_inputs(request jsonb, decided data.held_decision[]) returns void
language sql set search_path = '' as $$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (id)
    (request ->> 'workspaceId')::uuid, id, ((request ->> 'receivedAt')::timestamptz at time zone 'UTC')::date, content
  from (select (d.decision)."inputsId" as id, (d.decision).inputs as content from unnest(decided) as d) as kept
  where id is not null
  order by id
  on conflict do nothing
$$;

create function api.settle_hold(request jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  decided data.held_decision[] := array(
    select d from jsonb_populate_recordset(null::data.held_decision, request -> 'deliveries') as d
  );
  event data.events;
  held data.holds;
  taken data.ending[];
  released data.ending[];
begin
  perform data.share_homes(array[workspace]);
  perform data.keep_hold_inputs(request, decided);
  -- Locks as everywhere: the event, then its hold.
  select e.* into event
  from data.events as e
  where e.workspace_id = workspace and e.event_id = (request ->> 'eventId')::uuid
    and e.received_at = (request ->> 'receivedAt')::timestamptz
  for update;
  select h.* into held
  from data.holds as h
  where h.workspace_id = workspace and h.event_id = event.event_id
  for update;
  if held.event_id is null or held.held_until <= clock_timestamp() then
    return 'gone';
  end if;
  taken := data.take_held(data.settlings(held, event, decided));
  perform data.write_endings(taken);
  released := array(select t from unnest(taken) as t where t.verdict = 'deliver');
  if cardinality(released) > 0 then
    perform data.restore_event(held, jsonb_populate_record(null::data.restored_event, request -> 'event'));
    perform data.queue_released(held, released, decided);
  end if;
  return 'settled';
end
$$;
grant execute on function api.settle_hold(jsonb) to tl_worker;

reset role;
