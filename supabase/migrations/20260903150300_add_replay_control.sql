-- Asking for a replay, starting what was previewed, stopping, and looking at it.
set role tl_owner;

create function data.replay_view(r data.replays) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'replayId', r.replay_id, 'kind', r.kind, 'run', r.run, 'state', r.state, 'filter', r.filter,
    'duplicates', r.duplicates, 'perSecond', r.per_second, 'preview', r.preview, 'result', r.result,
    'askedBy', r.asked_by, 'askedAt', data.iso(r.asked_at), 'previewedAt', data.iso(r.previewed_at),
    'startedAt', data.iso(r.started_at), 'endedAt', data.iso(r.ended_at)
  )
$$;

create type data.replay_request as (
  "replayId" uuid, kind text, filter jsonb, duplicates text, "perSecond" integer, "askedBy" text
);

create function api.ask_replay(workspace uuid, request jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  insert into data.replays (workspace_id, replay_id, kind, filter, duplicates, per_second, asked_by)
  select workspace, "replayId", kind, filter, duplicates, "perSecond", "askedBy"
  from jsonb_populate_record(null::data.replay_request, request)
  returning data.replay_view(replays)
$$;
grant execute on function api.ask_replay(uuid, jsonb) to tl_control;

-- Null: there is none that could be started. A replay that was stopped goes on where it was.
create function api.start_replay(workspace uuid, replay uuid, changes jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  started data.replays;
begin
  perform pg_advisory_xact_lock(hashtextextended('tracklayer replays ' || workspace::text, 0));
  update data.replays as r
  set
    state = 'running', due_at = clock_timestamp(), started_at = coalesce(r.started_at, clock_timestamp()), ended_at = null,
    place = case when r.started_at is not null then r.place end, token = null,
    duplicates = coalesce(changes ->> 'duplicates', r.duplicates),
    per_second = coalesce((changes ->> 'perSecond')::integer, r.per_second),
    run = case
      when r.kind = 'replay' then coalesce(
        r.run, (select coalesce(max(o.run), 0) + 1 from data.replays as o where o.workspace_id = workspace)
      )
    end
  where r.workspace_id = workspace and r.replay_id = replay and r.state in ('previewed', 'stopped')
    and r.previewed_at is not null
  returning * into started;
  return case when found then data.replay_view(started) end;
end
$$;
grant execute on function api.start_replay(uuid, uuid, jsonb) to tl_control;

-- What it put into the queue is sent; nothing more is taken up.
create function api.stop_replay(workspace uuid, replay uuid) returns jsonb
language sql security definer set search_path = '' as $$
  update data.replays as r
  set state = 'stopped', ended_at = clock_timestamp(), token = null
  where r.workspace_id = workspace and r.replay_id = replay and r.state in ('previewing', 'previewed', 'running')
  returning data.replay_view(r)
$$;
grant execute on function api.stop_replay(uuid, uuid) to tl_control;

create function api.read_replays(workspace uuid, replay uuid, rows_max integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.replay_view(r) order by r.asked_at desc, r.replay_id), '[]')
  from (
    select *
    from data.replays
    where workspace_id = workspace and (replay is null or replay_id = replay)
    order by asked_at desc, replay_id
    limit rows_max
  ) as found
  join data.replays as r on r.workspace_id = found.workspace_id and r.replay_id = found.replay_id
$$;
grant execute on function api.read_replays(uuid, uuid, integer) to tl_reader;

reset role;
