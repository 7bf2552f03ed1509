-- What the next step of a replay decides on. Events are walked day by day in the order of their keys, dead letters in that of
-- theirs: both are an index, so that a step costs the same at the start and at the end. The place it ends at is kept when the
-- step is finished.
set role tl_owner;

-- Held for a minute, or until the holder is known to be dead.
create function api.claim_replay(worker text, now_at timestamptz) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  claimed data.replays;
begin
  update data.replays as r
  set token = gen_random_uuid(), worker_id = worker, held_until = clock_timestamp() + interval '1 minute'
  where (r.workspace_id, r.replay_id) = (
    select d.workspace_id, d.replay_id
    from data.replays as d
    join data.homes as h on h.workspace_id = d.workspace_id and h.state = 'active'
    where d.state in ('previewing', 'running') and d.due_at <= now_at
      and (
        d.token is null or d.worker_id = worker or d.held_until < clock_timestamp()
        or not exists (select from data.workers as w where w.worker_id = d.worker_id)
      )
    order by d.due_at, d.replay_id
    limit 1
    for update of d skip locked
  )
  returning * into claimed;
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'workspaceId', claimed.workspace_id, 'replayId', claimed.replay_id, 'kind', claimed.kind, 'run', claimed.run,
    'state', claimed.state, 'filter', claimed.filter, 'duplicates', claimed.duplicates, 'perSecond', claimed.per_second,
    'token', claimed.token
  );
end
$$;
grant execute on function api.claim_replay(text, timestamptz) to tl_worker;

create type data.replay_filter as (
  "eventId" uuid, "destinationId" uuid, "sourceId" uuid, reason text, name text, "from" timestamptz, "to" timestamptz
);

-- `dead` names the dead letters meant, as {eventId, destinationId, run}.
create type data.replay_page as (items data.lease_item[], dead jsonb, reduced integer, place jsonb, ended boolean);

create function data.events_page(r data.replays, f data.replay_filter, rows_max integer) returns data.replay_page
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  -- A time far off costs no walk through days that hold nothing.
  last_day date := least((f."to" at time zone 'UTC')::date, (clock_timestamp() at time zone 'UTC')::date + 1);
  day date := coalesce(
    (r.place ->> 'day')::date, greatest((f."from" at time zone 'UTC')::date, data.oldest_partition('events'))
  );
  after_id uuid := coalesce((r.place ->> 'eventId')::uuid, '00000000-0000-0000-0000-000000000000');
  page data.replay_page := row('{}'::data.lease_item[], null, 0, null, false)::data.replay_page;
  scanned integer := 0;
  step record;
begin
  while day <= last_day and scanned < rows_max loop
    select
      count(*) as number,
      (array_agg(e.event_id order by e.event_id desc))[1] as last_id,
      count(*) filter (where e.wanted and e.reduced) as reduced,
      array_agg(
        row(e.event_id, e.received_at, 0, 0, null, null, null)::data.lease_item order by e.event_id
      ) filter (where e.wanted and not e.reduced) as items
    into step
    from (
      select
        event_id, received_at, reduced,
        received_at >= f."from" and received_at < f."to" and (f."eventId" is null or event_id = f."eventId")
          and (f."sourceId" is null or source_id = f."sourceId") and (f.name is null or name = f.name) as wanted
      from data.events
      where workspace_id = r.workspace_id and event_id > after_id
        and received_at >= day::timestamp at time zone 'UTC' and received_at < (day + 1)::timestamp at time zone 'UTC'
      order by event_id
      limit rows_max - scanned
    ) as e;
    scanned := scanned + step.number;
    page.reduced := page.reduced + step.reduced;
    page.items := page.items || coalesce(step.items, '{}');
    if scanned >= rows_max then
      after_id := step.last_id;
    else
      day := day + 1;
      after_id := '00000000-0000-0000-0000-000000000000';
    end if;
  end loop;
  page.place := jsonb_build_object('day', day, 'eventId', after_id);
  page.ended := day > last_day;
  return page;
end
$$;

-- Those that died before it was asked for: one that dies again is not taken up twice.
create function data.dead_page(r data.replays, f data.dead_letter_filter, rows_max integer) returns data.replay_page
language sql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
  with scanned as materialized (
    select *
    from data.dead_letters as l
    where l.workspace_id = r.workspace_id and (
      r.place is null or (l.event_id, l.destination_id, l.run) > (
        (r.place ->> 'eventId')::uuid, (r.place ->> 'destinationId')::uuid, (r.place ->> 'run')::smallint
      )
    )
    order by l.event_id, l.destination_id, l.run
    limit rows_max
  ), wanted as (
    select l.event_id, l.received_at, l.destination_id, l.run
    from scanned as s
    join data.dead_letters_of(r.workspace_id, f) as l using (event_id, destination_id, run)
    where s.died_at < r.asked_at
  )
  select row(
    coalesce(
      (
        select array_agg(row(w.event_id, w.received_at, 0, 0, null, null, null)::data.lease_item order by w.event_id)
        from (select distinct event_id, received_at from wanted) as w
      ), '{}'
    ),
    (
      select jsonb_agg(jsonb_build_object('eventId', event_id, 'destinationId', destination_id, 'run', run)) from wanted
    ),
    0,
    (
      select jsonb_build_object('eventId', event_id, 'destinationId', destination_id, 'run', run)
      from scanned
      order by event_id desc, destination_id desc, run desc
      limit 1
    ),
    (select count(*) from scanned) < rows_max
  )::data.replay_page
$$;

-- What is known of a destination and an event besides: its states, whether ingest permitted it, whether the person ever
-- refused it, and what of it is sealed.
create function data.replay_pairs(workspace uuid, item data.lease_item) returns json
language sql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
  select json_build_object(
    'states', (
      select coalesce(json_agg(
        json_build_object('destinationId', d.destination_id, 'run', d.run, 'state', d.state, 'attempts', d.attempts)
        order by d.destination_id, d.run
      ), '[]')
      from data.deliveries as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
    ),
    'permitted', (
      select coalesce(json_agg(distinct d.destination_id), '[]')
      from data.decisions as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
        and d.stage = 'ingest' and d.verdict = 'deliver'
    ),
    'refused', (
      select coalesce(json_agg(distinct d.destination_id), '[]')
      from data.decisions as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
        and d.verdict in ('denied', 'suppressed')
    ),
    'sealed', (
      select coalesce(json_agg(
        json_build_object('destinationId', p.destination_id, 'run', p.run, 'plainSealed', p.plain_sealed)
        order by p.destination_id, p.run
      ), '[]')
      from data.delivery_private as p
      where p.workspace_id = workspace and p.event_id = item.event_id and p.received_at = item.received_at
    )
  )
$$;

-- Null: the token holds nothing any more.
create function api.read_replay_page(held_by uuid, rows_max integer) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  r data.replays;
  page data.replay_page;
  held data.leases;
begin
  select o.* into r from data.replays as o where o.token = held_by;
  if not found then
    return null;
  end if;
  page := case r.kind
    when 'replay' then data.events_page(r, jsonb_populate_record(null::data.replay_filter, r.filter), rows_max)
    else data.dead_page(r, jsonb_populate_record(null::data.dead_letter_filter, r.filter), rows_max)
  end;
  -- Events are read as a worker reads those of a lease.
  held.workspace_id := r.workspace_id;
  held.items := page.items;
  return (
    select json_build_object(
      'place', page.place, 'ended', page.ended, 'reduced', page.reduced, 'dead', coalesce(page.dead, '[]'),
      'items', coalesce(
        json_agg(
          json_build_object('event', e.event, 'pairs', data.replay_pairs(r.workspace_id, i)) order by i.event_id
        ), '[]'
      ),
      'subjects', api.subject_facts(
        r.workspace_id,
        array(
          select distinct key::uuid
          from data.leased_events(held) as known, json_array_elements_text(known.event -> 'subjectKeys') as key
        )
      )
    )
    from unnest(page.items) as i
    join data.leased_events(held) as e on e.event_id = i.event_id
  );
end
$$;
grant execute on function api.read_replay_page(uuid, integer) to tl_worker;

reset role;
