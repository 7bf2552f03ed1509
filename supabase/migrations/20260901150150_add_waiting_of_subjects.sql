-- What waits for some people, as endings with this {verdict, reason, gate}: of these purposes, or all (null).
set role tl_owner;

create function data.waiting_of(workspace uuid, subjects uuid[], ended_as text[], ended_purposes text[]) returns data.ending[]
language sql stable set search_path = '' as $$
  select array(
    select row(
      q.workspace_id, q.event_id, q.received_at, q.destination_id, q.run, 'send', ended_as[1], d.mode, ended_as[2],
      ended_as[3], e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, clock_timestamp(), e.subject_keys[1]
    )::data.ending
    from data.events as e
    join data.queue as q on q.workspace_id = e.workspace_id and q.event_id = e.event_id and q.received_at = e.received_at
    join data.deliveries as d
      on d.workspace_id = q.workspace_id and d.event_id = q.event_id and d.destination_id = q.destination_id
      and d.run = q.run and d.received_at = q.received_at
    where e.workspace_id = workspace and e.lookup_keys && subjects
      and (ended_purposes is null or q.purposes && ended_purposes)
  )
$$;

reset role;
