-- One step's outcome, all or nothing: deliveries, their decisions, the queue, the counts and the place where the next begins.
set role tl_owner;

create type data.replay_send as (
  "eventId" uuid,
  "receivedAt" timestamptz,
  "destinationId" uuid,
  run smallint,
  mode text,
  reason text,
  "configVersion" integer,
  "policyVersion" integer,
  "signalsSeen" integer,
  "inputsId" text,
  inputs jsonb,
  consent text,
  rule text,
  "decidedAt" timestamptz,
  "dueAt" timestamptz,
  "expiresAt" timestamptz,
  purposes text[],
  "plainSealed" text
);

create function data.added_counts(counts jsonb, more jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(key, number), '{}')
  from (
    select key, sum(value::bigint) as number
    from (select * from jsonb_each_text(counts) union all select * from jsonb_each_text(more)) as both_of_them
    group by key
  ) as summed
$$;

-- Those that nobody else took up meanwhile. The rows of the events are locked, so that two replays of one event see each other.
create function data.sends_still_due(r data.replays, sends jsonb) returns data.replay_send[]
language plpgsql set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  wanted data.replay_send[] := array(select s from jsonb_populate_recordset(null::data.replay_send, sends) as s);
begin
  perform from data.events as e
  join (select distinct "eventId", "receivedAt" from unnest(wanted)) as w
    on w."eventId" = e.event_id and w."receivedAt" = e.received_at
  where e.workspace_id = r.workspace_id
  order by e.event_id
  for update of e;
  if r.kind = 'redrive' then
    return array(
      select w
      from unnest(wanted) as w
      join data.deliveries as d
        on d.workspace_id = r.workspace_id and d.event_id = w."eventId" and d.received_at = w."receivedAt"
        and d.destination_id = w."destinationId" and d.run = w.run
      where d.state = 'dead'
    );
  end if;
  return array(
    select w
    from unnest(wanted) as w
    join data.events as e on e.workspace_id = r.workspace_id and e.event_id = w."eventId" and e.received_at = w."receivedAt"
    where not exists (
      select from data.deliveries as d
      where d.workspace_id = r.workspace_id and d.event_id = w."eventId" and d.received_at = w."receivedAt"
        and d.destination_id = w."destinationId"
        and (d.run = r.run or d.state in ('queued', 'held') or d.state = 'delivered' and r.duplicates = 'skip')
    )
  );
end
$$;

create function data.queue_again(r data.replays, sends data.replay_send[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_custom_plan as $$
begin
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (day, id) r.workspace_id, id, day, content
  from (
    select "inputsId" as id, ("receivedAt" at time zone 'UTC')::date as day, inputs as content from unnest(sends)
  ) as kept
  where id is not null
  order by day, id
  on conflict do nothing;

  if r.kind = 'redrive' then
    update data.deliveries as d
    set state = 'queued', verdict = 'deliver', mode = s.mode, reason = s.reason, finished_at = null
    from unnest(sends) as s
    where d.workspace_id = r.workspace_id and d.event_id = s."eventId" and d.received_at = s."receivedAt"
      and d.destination_id = s."destinationId" and d.run = s.run;
    delete from data.dead_letters as l
    using unnest(sends) as s
    where l.workspace_id = r.workspace_id and l.event_id = s."eventId" and l.destination_id = s."destinationId"
      and l.run = s.run;
  else
    insert into data.replay_fan_outs (workspace_id, event_id, received_at, run, fan_out)
    select r.workspace_id, "eventId", "receivedAt", r.run, count(*)
    from unnest(sends)
    group by 2, 3;
    insert into data.deliveries (
      workspace_id, event_id, received_at, destination_id, run, state, verdict, mode, reason
    )
    select r.workspace_id, "eventId", "receivedAt", "destinationId", r.run, 'queued', 'deliver', mode, reason
    from unnest(sends);
    insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
    select r.workspace_id, "eventId", "receivedAt", "destinationId", r.run, "plainSealed"
    from unnest(sends)
    where "plainSealed" is not null;
  end if;

  insert into data.decisions (
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, config_version,
    policy_version, signals_id, inputs_id, consent, rule, decided_at, subject_key
  )
  select
    r.workspace_id, s."eventId", s."receivedAt", s."destinationId", coalesce(r.run, s.run), 'replay', 'deliver', s.mode,
    s.reason, s."configVersion", s."policyVersion", e.signals_ids[s."signalsSeen"], s."inputsId", s.consent, s.rule,
    s."decidedAt", e.subject_keys[1]
  from unnest(sends) as s
  join data.events as e on e.workspace_id = r.workspace_id and e.event_id = s."eventId" and e.received_at = s."receivedAt";

  -- Attempts go on counting: each is a row of its own. The window of retries starts anew with the first.
  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
  )
  select
    r.workspace_id, s."eventId", s."destinationId", coalesce(r.run, s.run), s."receivedAt", s."dueAt", s."expiresAt",
    d.attempts, s.purposes
  from unnest(sends) as s
  join data.deliveries as d
    on d.workspace_id = r.workspace_id and d.event_id = s."eventId" and d.received_at = s."receivedAt"
    and d.destination_id = s."destinationId" and d.run = coalesce(r.run, s.run);

  perform data.wake(array(
    select row(r.workspace_id, "destinationId", min("dueAt"))::data.wake_up from unnest(sends) group by "destinationId"
  ));
end
$$;

-- `not_held`: it was stopped or somebody else took it over, and nothing was changed.
create function api.finish_replay_step(held_by uuid, step jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  r data.replays;
  sends data.replay_send[];
  counts jsonb := step -> 'counts';
  has_ended boolean := (step ->> 'ended')::boolean;
begin
  select o.* into r from data.replays as o where o.token = held_by for update;
  if not found then
    return 'not_held';
  end if;
  perform data.share_homes(array[r.workspace_id]);
  if not exists (select from data.homes as h where h.workspace_id = r.workspace_id and h.state = 'active') then
    return 'not_held';
  end if;
  if r.state = 'running' then
    sends := data.sends_still_due(r, step -> 'sends');
    if cardinality(sends) > 0 then
      perform data.queue_again(r, sends);
    end if;
    counts := data.added_counts(counts, jsonb_build_object(
      'queued', cardinality(sends), 'taken_meanwhile', jsonb_array_length(step -> 'sends') - cardinality(sends)
    ));
  end if;
  update data.replays as o
  set
    token = null, place = case when not has_ended then step -> 'place' end, due_at = (step ->> 'dueAt')::timestamptz,
    preview = case when r.state = 'previewing' then data.added_counts(o.preview, counts) else o.preview end,
    result = case when r.state = 'running' then data.added_counts(o.result, counts) else o.result end,
    state = case when not has_ended then o.state when r.state = 'previewing' then 'previewed' else 'done' end,
    previewed_at = case when has_ended and r.state = 'previewing' then clock_timestamp() else o.previewed_at end,
    ended_at = case when has_ended and r.state = 'running' then clock_timestamp() else o.ended_at end
  where o.workspace_id = r.workspace_id and o.replay_id = r.replay_id;
  return case when has_ended then 'ended' else 'open' end;
end
$$;
grant execute on function api.finish_replay_step(uuid, jsonb) to tl_worker;

reset role;
