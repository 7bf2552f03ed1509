-- An event of ours that goes the whole way once a minute: stored, queued, leased, decided, acknowledged. Of a workspace that is
-- nobody's, and gone as soon as it arrived: never in a customer's data, count, export or seal.
set role tl_owner;

create function data.heartbeat_workspace() returns uuid
language sql immutable set search_path = '' as $$
  select '00000000-0000-8000-8000-0000000bea70'::uuid
$$;

create table data.heartbeats (
  name text not null default 'heartbeat',
  event_id uuid not null,
  sent_at timestamptz not null,
  acknowledged_at timestamptz,
  -- Since when somebody looks after it: a night without any process is no heart that stood still.
  watched_since timestamptz not null,
  constraint heartbeats_pkey primary key (name),
  constraint heartbeats_one check (name = 'heartbeat')
);
alter table data.heartbeats enable row level security;
alter table data.heartbeats force row level security;
create policy "functions of the owner use heartbeats" on data.heartbeats to tl_owner using (true) with check (true);

create function data.forget_heartbeats() returns void
language plpgsql set search_path = '' as $$
declare
  ours uuid := data.heartbeat_workspace();
begin
  perform set_config('tracklayer.lawful_removal', 'on', true);
  delete from data.queue where workspace_id = ours;
  delete from data.message_ids where workspace_id = ours;
  delete from data.attempts where workspace_id = ours;
  delete from data.decisions where workspace_id = ours;
  delete from data.deliveries where workspace_id = ours;
  delete from data.signals where workspace_id = ours;
  delete from data.events where workspace_id = ours;
  perform set_config('tracklayer.lawful_removal', 'off', true);
end
$$;

-- What did not arrive goes before the next is sent.
create function api.begin_heartbeat(event uuid, now_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform data.forget_heartbeats();
  insert into data.heartbeats as h (event_id, sent_at, watched_since)
  values (event, now_at, now_at)
  on conflict (name) do update
  set
    event_id = event, sent_at = now_at,
    watched_since = case when h.sent_at < now_at - interval '5 minutes' then now_at else h.watched_since end;
end
$$;
grant execute on function api.begin_heartbeat(uuid, timestamptz) to tl_maintainer;

-- False: another was sent meanwhile.
create function api.acknowledge_heartbeat(event uuid, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update data.heartbeats set acknowledged_at = now_at where event_id = event;
  if not found then
    return false;
  end if;
  perform data.forget_heartbeats();
  return true;
end
$$;
grant execute on function api.acknowledge_heartbeat(uuid, timestamptz) to tl_maintainer;

-- For metrics: every process tells the same.
create function api.read_watch(now_at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'heartbeatAgeSeconds', (
      select extract(epoch from now_at - greatest(acknowledged_at, watched_since))::float8 from data.heartbeats
    ),
    'heartbeatSentSecondsAgo', (
      select extract(epoch from now_at - sent_at)::float8 from data.heartbeats
    ),
    'alerts', (
      select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', number) order by code), '[]')
      from (select code, count(*) as number from data.alerts where resolved_at is null group by 1) as open
    ),
    'reconciliation', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'workspaceId', workspace_id, 'hour', data.iso(hour), 'run', run, 'fanOut', fan_out, 'terminal', terminal,
          'inFlight', in_flight, 'gap', fan_out - terminal - in_flight
        ) order by workspace_id, hour, run
      ), '[]')
      from data.reconciliations
      where hour >= date_trunc('hour', now_at, 'UTC') - interval '1 hour'
    )
  )
$$;
grant execute on function api.read_watch(timestamptz) to tl_maintainer;

-- Nobody will ask for a proof of ours.
create or replace function data.leaves_between(first_written bigint, below bigint)
returns table (workspace_id uuid, day date, leaves bytea, number bigint)
language sql stable set search_path = '' as $$
  select workspace_id, (received_at at time zone 'UTC')::date, string_agg(receipt, ''::bytea order by receipt), count(*)
  from data.decisions
  where written_by >= first_written and written_by < below and workspace_id <> data.heartbeat_workspace()
  group by 1, 2
$$;

reset role;
