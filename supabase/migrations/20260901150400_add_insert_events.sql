-- Second pass: everything of the events that are new. Signals come before in one sorted statement of their own, since
-- two batches with the same new signals wait for each other there.
set role tl_owner;

create function data.insert_signals(batch jsonb, fresh bigint[], of_repeats data.signals[]) returns void
language sql set search_path = '' set enable_nestloop = off as $$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (workspace_id, day, id) workspace_id, id, day, content
  from (
    select
      "workspaceId" as workspace_id, kept.id, ("receivedAt" at time zone 'UTC')::date as day, kept.content
    from jsonb_populate_recordset(null::data.ingest_signals, batch) with ordinality as s
    join unnest(fresh) as ordinality using (ordinality)
    cross join lateral (values (s."signalsId", s.signals), (s."inputsId", s.inputs)) as kept(id, content)
    where kept.id is not null
    union all
    select workspace_id, id, day, content from unnest(of_repeats)
  ) as sent
  order by workspace_id, day, id
  on conflict do nothing
$$;

create function data.insert_events(batch jsonb, fresh bigint[]) returns data.wake_up[]
language sql set search_path = '' set enable_nestloop = off as $$
  with item as materialized (
    select i.*
    from jsonb_populate_recordset(null::data.ingest_item, batch) with ordinality as i
    join unnest(fresh) as ordinality using (ordinality)
  ), delivery as materialized (
    select i."workspaceId", i."eventId", i."receivedAt", i."configVersion", i."policyVersion", i."signalsId",
      i."inputsId", coalesce(i."subjectKeys"[1], i."blindedKeys"[1]) as subject, d.*
    from item as i, jsonb_populate_recordset(null::data.ingest_delivery, i.deliveries) as d
  ), events as (
    insert into data.events (
      workspace_id, event_id, received_at, occurred_at, source_id, type, name, reduced, body, identity_sealed,
      lookup_keys, subject_keys, blinded_keys, signals_ids, fan_out, filtered, config_version, policy_version
    )
    select
      "workspaceId", "eventId", "receivedAt", "occurredAt", "sourceId", type, name, reduced, body, "identitySealed",
      "lookupKeys", "subjectKeys", "blindedKeys", array["signalsId"], "fanOut", filtered, "configVersion", "policyVersion"
    from item
  ), network as (
    insert into data.event_network (workspace_id, event_id, received_at, ip, user_agent)
    select "workspaceId", "eventId", "receivedAt", network ->> 'ip', network ->> 'userAgent'
    from item
    where network ->> 'ip' is not null or network ->> 'userAgent' is not null
  ), ledger as (
    insert into data.deliveries (
      workspace_id, event_id, received_at, destination_id, run, state, verdict, mode, reason, finished_at
    )
    select
      "workspaceId", "eventId", "receivedAt", "destinationId", 0, state, verdict, mode, reason,
      case when state in ('queued', 'held') then null else "receivedAt" end
    from delivery
  ), private as (
    insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
    select "workspaceId", "eventId", "receivedAt", "destinationId", 0, "plainSealed"
    from delivery
    where state = 'queued' and "plainSealed" is not null
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, consent, rule, warnings, decided_at,
      subject_key
    )
    select
      "workspaceId", "eventId", "receivedAt", "destinationId", 0, 'ingest', verdict, mode, reason, gate,
      "configVersion", "policyVersion", "signalsId", "inputsId", consent, rule, warnings, "receivedAt",
      subject
    from delivery
  ), waiting as (
    insert into data.queue (
      workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
    )
    select
      "workspaceId", "eventId", "destinationId", 0, "receivedAt",
      -- Workers live by this clock: an ingest whose own is ahead must not make its events wait.
      least("dueAt", clock_timestamp()), "expiresAt", 0, purposes
    from delivery
    where state = 'queued'
    returning workspace_id, destination_id, due_at
  )
  select array_agg(row(workspace_id, destination_id, due_at)::data.wake_up)
  from (select workspace_id, destination_id, min(due_at) as due_at from waiting group by 1, 2) as woken
$$;

reset role;
