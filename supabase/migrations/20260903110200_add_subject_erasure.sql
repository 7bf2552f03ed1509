-- Erasure in two steps: asked for, which stops everything about the person at once, and carried out by the maintainer,
-- once every decision is sealed and nothing of theirs is in a worker's hands.
set role tl_owner;

create function data.person_links(workspace uuid, subjects uuid[]) returns table (key uuid, kind text)
language sql stable set search_path = '' as $$
  select other_key, other_kind from data.consent_links
  where workspace_id = workspace and subject_key = any (subjects)
    and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
  union
  select subject_key, subject_kind from data.consent_links
  where workspace_id = workspace and other_key = any (subjects)
    and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
$$;

-- Themselves and, two links far, whoever is surely the same person: as soon as that leads to several accounts (a till, a
-- household), only what was named. What is erased cannot be taken back, a refusal can.
create function data.keys_to_erase(workspace uuid, subjects uuid[]) returns uuid[]
language plpgsql stable set search_path = '' as $$
declare
  near uuid[] := subjects || array(select key from data.person_links(workspace, subjects));
  accounts integer;
  far uuid[];
begin
  select array_agg(distinct key), count(distinct key) filter (where kind = 'user_id') into far, accounts
  from data.person_links(workspace, near);
  return case
    when accounts > 1 then subjects
    else array(select unnest(near) union select unnest(far))
  end;
end
$$;

-- Who already got something about them, and has to be told.
create function data.recipients_of(workspace uuid, subjects uuid[]) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('destinationId', destination_id, 'sends', sends, 'lastAt', data.iso(last_at)) order by last_at
  ), '[]')
  from (
    select d.destination_id, count(*) as sends, max(d.finished_at) as last_at
    from data.events as e
    join data.deliveries as d
      on d.workspace_id = e.workspace_id and d.event_id = e.event_id and d.received_at = e.received_at
    where e.workspace_id = workspace and e.lookup_keys && subjects and d.state = 'delivered'
    group by d.destination_id
  ) as got
$$;
create function api.open_erasure(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked data.subject_request := jsonb_populate_record(null::data.subject_request, request);
  named integer := cardinality(asked."subjectKeys");
  cancelled bigint;
begin
  perform data.share_homes(array[asked."workspaceId"]);
  asked."subjectKeys" := data.keys_to_erase(asked."workspaceId", asked."subjectKeys");
  perform api.open_subject_request(to_jsonb(asked));
  cancelled := api.suppress(asked."workspaceId", asked."subjectKeys", 'erasure');
  return jsonb_build_object(
    'cancelled', cancelled, 'linkedIdentifiers', cardinality(asked."subjectKeys") - named,
    'recipients', data.recipients_of(asked."workspaceId", asked."subjectKeys")
  );
end
$$;

grant execute on function api.open_erasure(jsonb) to tl_ingest;

create function api.open_erasures() returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'workspaceId', workspace_id, 'requestId', request_id, 'subjectKeys', subject_keys
  ) order by requested_at, request_id), '[]')
  from data.subject_requests
  where kind = 'erasure' and state = 'open'
$$;
grant execute on function api.open_erasures() to tl_maintainer;

reset role;
