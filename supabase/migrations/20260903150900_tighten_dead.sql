-- A stricter repeat tightens every run that is not sent, and a dead delivery, too: its signals join the event's, so that a
-- redrive is decided with them (end_queued ends only what waits).
set role tl_owner;

create or replace function data.stricter_repeats(batch jsonb, denying data.repeat[]) returns data.ending[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  ids uuid[] := array(select distinct event_id from unnest(denying));
  first_at timestamptz := (select min(received_at) from unnest(denying));
  last_at timestamptz := (select max(received_at) from unnest(denying));
begin
  return array(
    select row(
      r.workspace_id, r.event_id, r.received_at, d."destinationId", own.run, 'ingest', d.verdict, d.mode, d.reason,
      d.gate, i."configVersion", i."policyVersion", i."signalsId", i."inputsId", i.body -> 'jurisdiction', d.consent,
      d.rule, i."receivedAt", coalesce(i."subjectKeys"[1], i."blindedKeys"[1])
    )::data.ending
    from jsonb_populate_recordset(null::data.ingest_item, batch) with ordinality as i
    join unnest(denying) as r using (ordinality)
    cross join jsonb_populate_recordset(null::data.ingest_delivery, i.deliveries) as d
    join data.deliveries as own
      on own.workspace_id = r.workspace_id and own.event_id = r.event_id and own.received_at = r.received_at
      and own.destination_id = d."destinationId"
    where own.event_id = any (ids) and own.received_at between first_at and last_at
      and own.state in ('queued', 'dead') and d.state in ('denied', 'suppressed')
  );
end
$$;

reset role;
