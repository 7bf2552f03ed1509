-- Dead letters, newest first, with how the last attempt was answered. A filter that is null lets everything through; a
-- reason also finds what was retried until its time was up (`retries_exhausted:<reason>`).
set role tl_owner;

create type data.dead_letter_filter as (
  "eventId" uuid,
  "destinationId" uuid,
  reason text,
  name text,
  "from" timestamptz,
  "to" timestamptz
);

-- Joined to the ledger: what was erased or driven again meanwhile is none.
create function data.dead_letters_of(workspace uuid, f data.dead_letter_filter) returns setof data.dead_letters
language sql stable set search_path = '' as $$
  select l.*
  from data.dead_letters as l
  join data.deliveries as d
    on d.workspace_id = l.workspace_id and d.event_id = l.event_id and d.received_at = l.received_at
    and d.destination_id = l.destination_id and d.run = l.run and d.state = 'dead'
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where l.workspace_id = workspace
    and (f."eventId" is null or l.event_id = f."eventId")
    and (f."destinationId" is null or l.destination_id = f."destinationId")
    and (f.reason is null or l.reason in (f.reason, 'retries_exhausted:' || f.reason))
    and (f.name is null or e.name = f.name)
    and (f."from" is null or l.died_at >= f."from")
    and (f."to" is null or l.died_at < f."to")
$$;

create function api.list_dead_letters(workspace uuid, request jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  with found as materialized (
    select l.*
    from data.dead_letters_of(workspace, jsonb_populate_record(null::data.dead_letter_filter, request -> 'filter')) as l
  ), page as (
    select *
    from found
    where request ->> 'afterDiedAt' is null or (died_at, event_id, destination_id, run) < (
      (request ->> 'afterDiedAt')::timestamptz, (request ->> 'afterEventId')::uuid,
      (request ->> 'afterDestinationId')::uuid, (request ->> 'afterRun')::smallint
    )
    order by died_at desc, event_id desc, destination_id desc, run desc
    limit (request ->> 'rowsMax')::integer
  )
  select jsonb_build_object(
    'counts', (
      select coalesce(jsonb_agg(
        jsonb_build_object('destinationId', destination_id, 'reason', reason, 'count', number)
        order by number desc, destination_id, reason
      ), '[]')
      from (select destination_id, reason, count(*) as number from found group by 1, 2) as counted
    ),
    'letters', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'eventId', p.event_id, 'receivedAt', data.iso(p.received_at), 'destinationId', p.destination_id, 'run', p.run,
          'reason', p.reason, 'diedAt', data.iso(p.died_at), 'sourceId', e.source_id, 'type', e.type, 'name', e.name,
          'attempts', d.attempts, 'httpStatus', a.http_status, 'detail', a.detail,
          'sealedPartKept', exists (
            select from data.delivery_private as s
            where s.workspace_id = p.workspace_id and s.event_id = p.event_id and s.received_at = p.received_at
              and s.destination_id = p.destination_id and s.run = p.run
          )
        ) order by p.died_at desc, p.event_id desc, p.destination_id desc, p.run desc
      ), '[]')
      from page as p
      join data.deliveries as d
        on d.workspace_id = p.workspace_id and d.event_id = p.event_id and d.received_at = p.received_at
        and d.destination_id = p.destination_id and d.run = p.run
      join data.events as e
        on e.workspace_id = p.workspace_id and e.event_id = p.event_id and e.received_at = p.received_at
      left join lateral (
        select http_status, detail
        from data.attempts as t
        where t.workspace_id = p.workspace_id and t.event_id = p.event_id and t.received_at = p.received_at
          and t.destination_id = p.destination_id and t.run = p.run
        order by t.attempt desc
        limit 1
      ) as a on true
    )
  )
$$;
grant execute on function api.list_dead_letters(uuid, jsonb) to tl_reader;

reset role;
