-- A request is written before it is answered: who looked somebody up stands there, also where the answer then failed.
set role tl_owner;

create type data.subject_request as (
  "workspaceId" uuid, "requestId" uuid, kind text, "subjectKeys" uuid[], "requestedAt" timestamptz, "askedBy" text
);

create function api.open_subject_request(request jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into data.subject_requests (workspace_id, request_id, kind, subject_keys, requested_at, asked_by)
  select "workspaceId", "requestId", kind, "subjectKeys", "requestedAt", "askedBy"
  from jsonb_populate_record(null::data.subject_request, request)
$$;
grant execute on function api.open_subject_request(jsonb) to tl_ingest;

create function api.complete_subject_request(workspace uuid, request uuid, done_at timestamptz, came_of_it jsonb)
returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update data.subject_requests set state = 'completed', completed_at = done_at, outcome = came_of_it
  where workspace_id = workspace and request_id = request and state = 'open';
  return found;
end
$$;
grant execute on function api.complete_subject_request(uuid, uuid, timestamptz, jsonb) to tl_ingest, tl_maintainer;

-- Null subjects = all of the workspace; the newest first.
create function api.read_subject_requests(workspace uuid, subjects uuid[], rows_max integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'requestId', r.request_id, 'kind', r.kind, 'state', r.state, 'requestedAt', data.iso(r.requested_at),
    'completedAt', data.iso(r.completed_at), 'askedBy', r.asked_by, 'outcome', r.outcome
  ) order by r.requested_at desc, r.request_id), '[]')
  from (
    select * from data.subject_requests
    where workspace_id = workspace and (subjects is null or subject_keys && subjects)
    order by requested_at desc, request_id
    limit rows_max
  ) as r
$$;
grant execute on function api.read_subject_requests(uuid, uuid[], integer) to tl_reader;

reset role;
