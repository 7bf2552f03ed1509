-- Ingest of a batch of which something is held; without a hold nobody comes here and ingest_events does nothing more.
-- Devices are locked last, so that two calls together never hold more of one than one may.
set role tl_owner;

create type data.ingest_hold as (
  "workspaceId" uuid,
  "eventId" uuid,
  "receivedAt" timestamptz,
  deliveries jsonb,
  hold jsonb
);

-- By this clock, and never longer than half an hour.
create function data.holds_in(batch jsonb, answers jsonb) returns data.holds[]
language sql volatile set search_path = '' as $$
  select array(
    select row(
      r."workspaceId", r."eventId", r."receivedAt", (r.hold ->> 'deviceKey')::uuid,
      array(select key::uuid from jsonb_array_elements_text(r.hold -> 'subjectKeys') as key),
      now.at, now.at + span.length, now.at + span.length,
      array(
        select row(d."destinationId", 0, d.purposes)::data.held_item
        from jsonb_populate_recordset(null::data.ingest_delivery, r.deliveries) as d
        where d.state = 'held'
      ),
      r.hold ->> 'sealed'
    )::data.holds
    from jsonb_populate_recordset(null::data.ingest_hold, batch) with ordinality as r
    cross join (select clock_timestamp() as at) as now
    cross join lateral (select least((r.hold ->> 'seconds')::integer, 1800) * interval '1 second' as length) as span
    where jsonb_typeof(r.hold) = 'object' and answers -> (r.ordinality::integer - 1) ->> 'status' = 'accepted'
    order by r.ordinality
  )
$$;

-- Purposes that were denied, as far as the ledger tells, of those whose event this is. Whoever had denied before was not
-- held for, so what stands there came since: its own transaction may not have seen the hold yet.
create function data.denied_since(held data.holds) returns text[]
language sql stable set search_path = '' as $$
  with linked as materialized (
    select data.linked_keys(held.workspace_id, held.subject_keys) as keys
  )
  select array(
    select distinct said.purpose
    from data.consent_records as r
    cross join linked
    cross join jsonb_each_text(r.choices) as said(purpose, value)
    where r.workspace_id = held.workspace_id and r.subject_keys && linked.keys and said.value = 'denied'
      and (r.kind = 'chosen' or r.subject_keys && held.subject_keys)
  )
$$;

create function data.add_holds(wanted data.holds[]) returns void
language plpgsql set search_path = '' as $$
declare
  kept data.holds[];
  too_many data.holds[];
  held data.holds;
begin
  perform pg_advisory_xact_lock(20260903, device_lock)
  from (select distinct data.destination_lock(device_key) as device_lock from unnest(wanted) order by 1) as sorted;

  select array_agg(hold order by n) filter (where place <= 50), array_agg(hold) filter (where place > 50)
  into kept, too_many
  from (
    select
      n, wanted[n] as hold,
      row_number() over (partition by (wanted[n]).workspace_id, (wanted[n]).device_key order by n) + (
        select count(*)
        from data.holds as h
        where h.workspace_id = (wanted[n]).workspace_id and h.device_key = (wanted[n]).device_key
      ) as place
    from generate_subscripts(wanted, 1) as n
  ) as numbered;

  insert into data.holds select * from unnest(kept);
  if too_many is not null then
    perform data.write_endings(data.endings_of(too_many, array['denied', 'hold_limit', 'consent'], null));
  end if;
  foreach held in array coalesce(kept, '{}') loop
    perform data.end_held(
      data.endings_of(array[held], array['denied', 'hold_refused', 'consent'], data.denied_since(held))
    );
  end loop;
  perform data.end_held(data.endings_of(
    array(
      select h
      from unnest(kept) as h
      join data.suppressions as s on s.workspace_id = h.workspace_id and s.subject_key = any (h.subject_keys)
    ),
    array['suppressed', 'suppressed', 'suppression'], null
  ));
end
$$;

create function api.ingest_with_holds(batch jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  answers jsonb := api.ingest_events(batch);
begin
  perform data.add_holds(data.holds_in(batch, answers));
  return answers;
end
$$;
grant execute on function api.ingest_with_holds(jsonb) to tl_ingest;

reset role;
