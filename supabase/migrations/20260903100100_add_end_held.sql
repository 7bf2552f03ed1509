-- Ends what is held, each item once: whoever takes it out of its row decides what became of it, everybody else finds
-- nothing. Rows are locked after events and the queue's, in key order.
set role tl_owner;

create function data.take_held(endings data.ending[]) returns data.ending[]
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  taken data.ending[];
begin
  perform from data.holds as h
  join (select distinct workspace_id, event_id from unnest(endings)) as e using (workspace_id, event_id)
  order by workspace_id, event_id
  for update of h;
  if not found then
    return '{}';
  end if;

  taken := array(
    select distinct on (e.workspace_id, e.event_id, e.destination_id, e.run) e
    from unnest(endings) as e
    join data.holds as h on h.workspace_id = e.workspace_id and h.event_id = e.event_id
    where exists (
      select from unnest(h.items) as i where i.destination_id = e.destination_id and i.run = e.run
    )
    order by e.workspace_id, e.event_id, e.destination_id, e.run
  );

  delete from data.holds as h
  using (select workspace_id, event_id, count(*) as number from unnest(taken) group by 1, 2) as t
  where h.workspace_id = t.workspace_id and h.event_id = t.event_id and cardinality(h.items) = t.number;

  update data.holds as h
  set items = array(
    select i
    from unnest(h.items) as i
    where not exists (
      select from unnest(taken) as t
      where t.workspace_id = h.workspace_id and t.event_id = h.event_id and t.destination_id = i.destination_id
        and t.run = i.run
    )
  )
  from (select distinct workspace_id, event_id from unnest(taken)) as t
  where h.workspace_id = t.workspace_id and h.event_id = t.event_id;

  return taken;
end
$$;

-- The receipt's second line, and the ledger's new state.
create function data.write_endings(endings data.ending[]) returns void
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into data.decisions (
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
    config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at, subject_key
  )
  select
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
    config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at, subject_key
  from unnest(endings);

  update data.deliveries as d
  set
    state = case e.verdict when 'deliver' then 'queued' else e.verdict end,
    verdict = e.verdict, mode = e.mode, reason = e.reason,
    finished_at = case when e.verdict <> 'deliver' then clock_timestamp() end
  from unnest(endings) as e
  where d.workspace_id = e.workspace_id and d.event_id = e.event_id and d.destination_id = e.destination_id
    and d.run = e.run and d.received_at = e.received_at;
end
$$;

create function data.end_held(endings data.ending[]) returns bigint
language plpgsql set search_path = '' as $$
declare
  taken data.ending[] := data.take_held(endings);
begin
  if cardinality(taken) > 0 then
    perform data.write_endings(taken);
  end if;
  return cardinality(taken);
end
$$;

-- Everything these holds keep, as endings with this {verdict, reason, gate}: of these purposes, or all (null). Nothing was
-- computed: a person or the clock ended it.
create function data.endings_of(held data.holds[], ended_as text[], ended_purposes text[]) returns data.ending[]
language sql stable set search_path = '' as $$
  select array(
    select row(
      h.workspace_id, h.event_id, h.received_at, i.destination_id, i.run, 'hold', ended_as[1], 'full', ended_as[2],
      ended_as[3], e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, clock_timestamp(), coalesce(e.subject_keys[1], e.blinded_keys[1])
    )::data.ending
    from unnest(held) as h
    join data.events as e on e.workspace_id = h.workspace_id and e.event_id = h.event_id and e.received_at = h.received_at
    cross join unnest(h.items) as i
    where ended_purposes is null or i.purposes && ended_purposes
  )
$$;

create function data.held_of(workspace uuid, subjects uuid[], ended_as text[], ended_purposes text[])
returns data.ending[]
language sql stable set search_path = '' as $$
  select data.endings_of(
    array(select h from data.holds as h where h.workspace_id = workspace and h.subject_keys && subjects),
    ended_as, ended_purposes
  )
$$;

reset role;
