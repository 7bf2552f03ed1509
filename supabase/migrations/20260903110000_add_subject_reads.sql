-- What is shown to a person who asks: the events that name them, those of the refused that may be theirs (the caller can
-- tell, the database cannot), and the receipts of both with the seals that hold them.
set role tl_owner;

create function api.find_subject_events(workspace uuid, subjects uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(e.event_id order by e.received_at, e.event_id), '[]')
  from data.events as e
  where e.workspace_id = workspace and e.lookup_keys && subjects and not e.reduced
$$;
grant execute on function api.find_subject_events(uuid, uuid[]) to tl_reader, tl_maintainer;

create function api.read_blinded_keys(
  workspace uuid, after_received timestamptz, after_event uuid, rows_max integer
) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('eventId', e.event_id, 'receivedAt', e.received_at, 'keys', e.blinded_keys)
    order by e.received_at, e.event_id
  ), '[]')
  from (
    select event_id, received_at, blinded_keys
    from data.events
    where workspace_id = workspace and blinded_keys is not null
      and (after_received is null or (received_at, event_id) > (after_received, after_event))
    order by received_at, event_id
    limit rows_max
  ) as e
$$;
grant execute on function api.read_blinded_keys(uuid, timestamptz, uuid, integer) to tl_reader, tl_maintainer;

create function api.read_events(workspace uuid, event_ids uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.event_view(e) order by e.received_at, e.event_id), '[]')
  from data.events as e
  where e.workspace_id = workspace and e.event_id = any (event_ids)
$$;
grant execute on function api.read_events(uuid, uuid[]) to tl_reader;

create function api.read_receipts_of(workspace uuid, event_ids uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    data.receipt_json(d) || jsonb_build_object('written', d.written_by) order by d.decided_at, d.receipt
  ), '[]')
  from data.decisions as d
  where d.workspace_id = workspace and d.event_id = any (event_ids)
$$;
grant execute on function api.read_receipts_of(uuid, uuid[]) to tl_reader;

create function api.read_seals_over(workspace uuid, written bigint[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.seal_view(s) order by s.n), '[]')
  from data.seals as s
  where s.workspace_id = workspace
    and exists (select from unnest(written) as w where w >= s.from_written and w < s.below_written)
$$;
grant execute on function api.read_seals_over(uuid, bigint[]) to tl_reader;

reset role;
