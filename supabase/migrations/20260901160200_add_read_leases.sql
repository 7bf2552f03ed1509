-- What the leases of a worker hold, with everything a payload is made of. The bounds on received_at let the planner see
-- only the partitions that matter.
set role tl_owner;

create function data.signals_of(workspace uuid, received_at timestamptz, ids text[]) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(s.content order by wanted.position), '[]')
  from unnest(ids) with ordinality as wanted(id, position)
  join data.signals as s
    on s.workspace_id = workspace and s.id = wanted.id and s.day = (received_at at time zone 'UTC')::date
$$;

create function data.leased_deliveries(held data.leases) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  first_at timestamptz := (select min(received_at) from unnest(held.items));
  last_at timestamptz := (select max(received_at) from unnest(held.items));
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'eventId', i.event_id, 'receivedAt', data.iso(i.received_at), 'destinationId', held.destination_id, 'run', i.run,
        'attempts', i.attempts, 'firstAttemptAt', data.iso(i.first_attempt_at), 'expiresAt', data.iso(i.expires_at),
        'plainSealed', p.plain_sealed,
        'event', jsonb_build_object(
          'eventId', e.event_id, 'receivedAt', data.iso(e.received_at), 'workspaceId', e.workspace_id,
          'sourceId', e.source_id, 'body', e.body, 'identitySealed', e.identity_sealed,
          'network', case when n.event_id is not null then jsonb_build_object('ip', n.ip, 'userAgent', n.user_agent) end,
          'subjectKeys', to_jsonb(e.subject_keys), 'configVersion', e.config_version,
          'signals', data.signals_of(e.workspace_id, e.received_at, e.signals_ids)
        )
      ) order by i.position
    ), '[]')
    from unnest(held.items) with ordinality
      as i(event_id, received_at, run, attempts, first_attempt_at, expires_at, purposes, position)
    join data.events as e
      on e.workspace_id = held.workspace_id and e.event_id = i.event_id and e.received_at = i.received_at
      and e.received_at between first_at and last_at
    left join data.event_network as n
      on n.workspace_id = held.workspace_id and n.event_id = i.event_id and n.received_at = i.received_at
      and n.received_at between first_at and last_at
    left join data.delivery_private as p
      on p.workspace_id = held.workspace_id and p.event_id = i.event_id and p.received_at = i.received_at
      and p.destination_id = held.destination_id and p.run = i.run and p.received_at between first_at and last_at
  );
end
$$;

create function api.read_leases(worker text, lease_ids uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'leaseId', l.lease_id, 'workspaceId', l.workspace_id, 'destinationId', l.destination_id,
      'deliveries', data.leased_deliveries(l)
    )
  ), '[]')
  from data.leases as l
  where l.lease_id = any (lease_ids) and l.worker_id = worker
$$;
grant execute on function api.read_leases(text, uuid[]) to tl_worker;

-- A worker whose answer to lease_deliveries was lost on the way finds here what it holds without knowing.
create function api.list_leases(worker text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(lease_id), '[]') from data.leases where worker_id = worker
$$;
grant execute on function api.list_leases(text) to tl_worker;

reset role;
