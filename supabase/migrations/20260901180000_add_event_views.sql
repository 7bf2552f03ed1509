-- An event as stored, with each destination's decisions, state and attempts. The workspace comes first in every reader.
set role tl_owner;

create function data.deliveries_of(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', d.destination_id, 'run', d.run,
    'state', case when d.state = 'queued' and q.event_id is null then 'leased' else d.state end,
    'reason', d.reason, 'attempts', d.attempts, 'dueAt', data.iso(q.due_at), 'finishedAt', data.iso(d.finished_at)
  ) order by d.destination_id, d.run), '[]')
  from data.deliveries as d
  left join data.queue as q
    on q.workspace_id = d.workspace_id and q.event_id = d.event_id and q.destination_id = d.destination_id and q.run = d.run
  where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
$$;

create function data.decisions_of(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', d.destination_id, 'run', d.run, 'stage', d.stage, 'verdict', d.verdict, 'mode', d.mode,
    'reason', d.reason, 'gate', d.gate, 'configVersion', d.config_version, 'policyVersion', d.policy_version,
    'signalsId', d.signals_id, 'inputsId', d.inputs_id, 'jurisdiction', d.jurisdiction, 'consent', d.consent,
    'rule', d.rule, 'warnings', to_jsonb(d.warnings), 'decidedAt', data.iso(d.decided_at)
  ) order by d.decided_at, d.destination_id), '[]')
  from data.decisions as d
  where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
$$;

create function data.attempts_of(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', a.destination_id, 'run', a.run, 'attempt', a.attempt, 'startedAt', data.iso(a.started_at),
    'durationMs', a.duration_ms, 'outcome', a.outcome, 'httpStatus', a.http_status, 'detail', a.detail
  ) order by a.started_at, a.destination_id), '[]')
  from data.attempts as a
  where a.workspace_id = event.workspace_id and a.event_id = event.event_id and a.received_at = event.received_at
$$;

-- What the decisions of an event took as input, by id: signals as they came, and what was known beside them.
create function data.inputs_of(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_object_agg(s.id, s.content), '{}')
  from data.signals as s
  where s.workspace_id = event.workspace_id and s.day = (event.received_at at time zone 'UTC')::date
    and s.id = any (array(
      select unnest(event.signals_ids)
      union
      select unnest(array[d.signals_id, d.inputs_id])
      from data.decisions as d
      where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
    ))
$$;

create function data.event_view(event data.events) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'eventId', event.event_id, 'receivedAt', data.iso(event.received_at), 'occurredAt', data.iso(event.occurred_at),
    'sourceId', event.source_id, 'type', event.type, 'name', event.name, 'reduced', event.reduced, 'body', event.body,
    'network', (
      select jsonb_build_object('ip', n.ip, 'userAgent', n.user_agent)
      from data.event_network as n
      where n.workspace_id = event.workspace_id and n.event_id = event.event_id and n.received_at = event.received_at
    ),
    'signals', data.signals_of(event.workspace_id, event.received_at, event.signals_ids),
    'signalsIds', to_jsonb(event.signals_ids), 'inputs', data.inputs_of(event),
    'configVersion', event.config_version, 'policyVersion', event.policy_version,
    'fanOut', event.fan_out, 'filtered', event.filtered,
    'deliveries', data.deliveries_of(event), 'decisions', data.decisions_of(event), 'attempts', data.attempts_of(event)
  )
$$;

create function api.read_event(workspace uuid, event uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select data.event_view(e)
  from data.events as e
  where e.workspace_id = workspace and e.event_id = event
  order by e.received_at desc
  limit 1
$$;
grant execute on function api.read_event(uuid, uuid) to tl_reader;

create function api.read_events_by_key(workspace uuid, key uuid, rows_max integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.event_view(e) order by e.received_at desc, e.event_id), '[]')
  from (
    select found.*
    from data.events as found
    where found.workspace_id = workspace and found.lookup_keys @> array[key]
    order by found.received_at desc, found.event_id
    limit rows_max
  ) as e
$$;
grant execute on function api.read_events_by_key(uuid, uuid, integer) to tl_reader;

reset role;
