-- A subject's ledger as it was at a moment: every record that names it or someone linked to it, with who told it and why.
set role tl_owner;

create function api.read_consent(workspace uuid, subjects uuid[], as_of timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  with links as (
    select subject_key, other_key
    from data.consent_links
    where workspace_id = workspace and learned_at <= as_of
      and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
  ), near as materialized (
    select other_key as key from links where subject_key = any (subjects)
  ), known as materialized (
    select unnest(subjects) as key
    union
    select key from near
    union
    select l.other_key from near join links as l on l.subject_key = near.key
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'recordId', r.record_id, 'kind', r.kind, 'purposes', r.choices, 'chosenAt', data.iso(r.chosen_at),
      'recordedAt', data.iso(r.recorded_at), 'source', r.source, 'reason', r.reason, 'eventId', r.event_id,
      'proof', r.proof,
      'subjects', (
        select jsonb_agg(jsonb_build_object('key', s.key, 'kind', s.kind))
        from unnest(r.subject_keys, r.subject_kinds) as s(key, kind)
        where s.key in (select key from known)
      )
    ) order by r.recorded_at, r.record_id
  ), '[]')
  from data.consent_records as r
  where r.workspace_id = workspace and r.recorded_at <= as_of
    and r.subject_keys && array(select key from known)
$$;
grant execute on function api.read_consent(uuid, uuid[], timestamptz) to tl_reader;

reset role;
