-- Second pass: everything of the events that are new. Signals come before in one sorted statement of their own, since
-- two batches with the same new signals wait for each other there.
set role tl_owner;

create function data.insert_signals(items data.ingest_item[], fresh bigint[], of_repeats data.signals[]) returns void
language sql set search_path = '' set enable_nestloop = off as $$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (workspace_id, day, id) workspace_id, id, day, content
  from (
    -- One text of each first: most events of a batch say the same, and to take it apart costs more than to sort it.
    select distinct on (workspace_id, day, id) workspace_id, id, day, content::jsonb
    from (
      select
        i."workspaceId" as workspace_id, kept.id, (i."receivedAt" at time zone 'UTC')::date as day, kept.content::text
      from unnest(items) with ordinality as i
      join unnest(fresh) as ordinality using (ordinality)
      cross join lateral (values (i."signalsId", i.signals), (i."inputsId", i.inputs)) as kept(id, content)
      where kept.id is not null
      offset 0
    ) as each
    union all
    select workspace_id, id, day, content from unnest(of_repeats)
  ) as sent
  order by workspace_id, day, id
  on conflict do nothing
$$;

create function data.insert_events(
  items data.ingest_item[], deliveries data.ingest_delivery[], fresh bigint[]
) returns data.wake_up[]
language sql set search_path = '' set enable_nestloop = off as $$
  with item as materialized (
    select i.*
    from unnest(items) with ordinality as i
    join unnest(fresh) as ordinality using (ordinality)
  ), delivery as materialized (
    select i."workspaceId", i."eventId", i."receivedAt", i."configVersion", i."policyVersion", i."signalsId",
      i."inputsId", coalesce(i."subjectKeys"[1], i."blindedKeys"[1]) as subject, d.*
    from item as i
    join unnest(deliveries) as d using (ordinality)
  ), events as (
    insert into data.events (
      workspace_id, event_id, received_at, occurred_at, source_id, type, name, reduced, body, identity_sealed,
      lookup_keys, subject_keys, blinded_keys, signals_ids, fan_out, filtered, config_version, policy_version
    )
    select
      "workspaceId", "eventId", "receivedAt", "occurredAt", "sourceId", type, name, reduced, body, "identitySealed",
      "lookupKeys", "subjectKeys", "blindedKeys", array["signalsId"], "fanOut", filtered::jsonb, "configVersion", "policyVersion"
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
      subject_key, salt, receipt
    )
    select
      "workspaceId", "eventId", "receivedAt", "destinationId", 0, 'ingest', verdict, mode, reason, gate,
      "configVersion", "policyVersion", "signalsId", "inputsId", consent, rule, warnings, "receivedAt",
      subject, salt, data.receipt_of(
        salt, "workspaceId", "eventId", "receivedAt", "destinationId", 0::smallint, 'ingest', verdict, mode, reason,
        gate, "configVersion", "policyVersion", "signalsId", "inputsId", null, consent, rule, warnings, subject,
        "receivedAt"
      )
    from (select *, gen_random_uuid() as salt from delivery offset 0) as salted
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
