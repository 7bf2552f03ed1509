-- Records what happened to a lease, whole or in part, in one transaction. Rows are found by ids and days (read_leases).
set role tl_owner;

create type data.finish_decision as (
  verdict text,
  mode text,
  reason text,
  gate text,
  "configVersion" integer,
  "policyVersion" integer,
  "signalsSeen" integer,
  "inputsId" text,
  inputs jsonb,
  consent text,
  rule text,
  "decidedAt" timestamptz
);

create type data.finish_record as (
  "eventId" uuid,
  "receivedAt" timestamptz,
  "destinationId" uuid,
  run smallint,
  outcome text,
  reason text,
  verdict text,
  mode text,
  decision data.finish_decision,
  "dueAt" timestamptz,
  "countsAttempt" boolean,
  attempt jsonb
);

create type data.finishing as (
  event_id uuid,
  received_at timestamptz,
  run smallint,
  state text,
  attempts smallint,
  first_attempt_at timestamptz,
  expires_at timestamptz,
  purposes text[],
  record data.finish_record
);

-- A first attempt is noted on the destination's own clock, which stands still while it is stopped.
create function data.finishings(held data.leases, records jsonb) returns data.finishing[]
language sql volatile set search_path = '' as $$
  select array_agg(
    row(
      i.event_id, i.received_at, i.run,
      case when r.outcome in ('retry', 'released') then 'queued' else r.outcome end,
      i.attempts + r."countsAttempt"::integer,
      case
        when r.outcome = 'retry' and i.first_attempt_at is null
          then (r.attempt ->> 'startedAt')::timestamptz - data.still_of_destination(held.workspace_id, held.destination_id)
        else i.first_attempt_at
      end,
      i.expires_at, i.purposes, r
    )::data.finishing
  )
  from unnest(held.items) as i
  join jsonb_populate_recordset(null::data.finish_record, records) as r
    on r."eventId" = i.event_id and r.run = i.run and r."destinationId" = held.destination_id
$$;

-- Once per distinct content, in one order, like those of ingest.
create function data.keep_inputs(held data.leases, finished data.finishing[]) returns void
language sql set search_path = '' as $$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (day, id) held.workspace_id, id, day, content
  from (
    select
      ((f.record).decision)."inputsId" as id, (f.received_at at time zone 'UTC')::date as day,
      ((f.record).decision).inputs as content
    from unnest(finished) as f
  ) as kept
  where id is not null
  order by day, id
  on conflict do nothing
$$;

create function data.write_finishings(held data.leases, finished data.finishing[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_custom_plan set enable_nestloop = off as $$
declare
  ids uuid[] := array(select distinct event_id from unnest(finished));
  first_at timestamptz := (select min(received_at) from unnest(finished));
  last_at timestamptz := (select max(received_at) from unnest(finished));
begin
  with f as materialized (
    select * from unnest(finished)
  ), before as (
    select d.event_id, d.run, d.verdict, d.mode, e.signals_ids, e.subject_keys[1] as subject
    from data.deliveries as d
    join data.events as e on e.event_id = d.event_id and e.received_at = d.received_at
    where d.workspace_id = held.workspace_id and d.event_id = any (ids) and d.destination_id = held.destination_id
      and d.received_at between first_at and last_at
      and e.workspace_id = held.workspace_id and e.event_id = any (ids) and e.received_at between first_at and last_at
  ), tried as (
    insert into data.attempts (
      workspace_id, event_id, received_at, destination_id, run, attempt,
      started_at, duration_ms, outcome, http_status, detail
    )
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, f.attempts,
      (a ->> 'startedAt')::timestamptz, (a ->> 'durationMs')::integer, (f.record).outcome,
      (a ->> 'httpStatus')::smallint, a ->> 'detail'
    from f
    cross join lateral (select nullif((f.record).attempt, 'null') as a) as attempt
    where (f.record)."countsAttempt" and a is not null
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, consent, rule, decided_at, subject_key
    )
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, 'send', d.verdict, d.mode, d.reason,
      d.gate, d."configVersion", d."policyVersion", b.signals_ids[d."signalsSeen"], d."inputsId", d.consent, d.rule,
      d."decidedAt", b.subject
    from f
    join before as b on b.event_id = f.event_id and b.run = f.run
    cross join lateral (select ((f.record).decision).*) as d
    where d.verdict is not null and (f.state <> 'queued' or b.verdict <> d.verdict or b.mode <> d.mode)
  ), forgotten as (
    delete from data.delivery_private as p
    using f
    where p.workspace_id = held.workspace_id and p.event_id = any (ids) and p.destination_id = held.destination_id
      and p.received_at between first_at and last_at
      -- A dead one keeps it for redrive (add_dead_letters).
      and f.state not in ('queued', 'dead')
      and f.event_id = p.event_id and f.run = p.run and f.received_at = p.received_at
  ), died as (
    insert into data.dead_letters (workspace_id, event_id, received_at, destination_id, run, reason, purposes)
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, (f.record).reason, f.purposes
    from f
    where f.state = 'dead'
  ), back as (
    insert into data.queue (
      workspace_id, event_id, destination_id, run, received_at,
      due_at, expires_at, first_attempt_at, attempts, purposes
    )
    select
      held.workspace_id, f.event_id, held.destination_id, f.run, f.received_at,
      (f.record)."dueAt", f.expires_at, f.first_attempt_at, f.attempts, f.purposes
    from f
    join before as b on b.event_id = f.event_id and b.run = f.run
    where f.state = 'queued'
  )
  update data.deliveries as d
  set
    state = f.state, verdict = (f.record).verdict, mode = (f.record).mode, reason = (f.record).reason,
    attempts = f.attempts, finished_at = case when f.state <> 'queued' then clock_timestamp() end
  from f
  where d.workspace_id = held.workspace_id and d.event_id = any (ids) and d.destination_id = held.destination_id
    and d.received_at between first_at and last_at
    and f.event_id = d.event_id and f.run = d.run and f.received_at = d.received_at;
end
$$;

reset role;
