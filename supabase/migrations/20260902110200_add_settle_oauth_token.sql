-- How a renewal ended. Only its holder may say so: one that came too late changes nothing. A failure is remembered for a
-- moment, so that those who waited do not each ask the vendor again.
set role tl_owner;

create function api.keep_oauth_token(request jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update data.oauth_tokens as t
  set
    access_sealed = request ->> 'accessSealed', refresh_sealed = coalesce(request ->> 'refreshSealed', t.refresh_sealed),
    renew_at = (request ->> 'renewAt')::timestamptz, expires_at = (request ->> 'expiresAt')::timestamptz,
    holder = null, held_until = null, failure_kind = null, failure_code = null, failed_until = null
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
    and t.holder = (request ->> 'holder')::uuid;
  return found;
end
$$;
grant execute on function api.keep_oauth_token(jsonb) to tl_worker;

create function api.fail_oauth_token(request jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update data.oauth_tokens as t
  set
    holder = null, held_until = null, failure_kind = request ->> 'kind', failure_code = request ->> 'code',
    failed_until = clock_timestamp() + make_interval(secs => (request ->> 'restSeconds')::integer)
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
    and t.holder = (request ->> 'holder')::uuid;
  return found;
end
$$;
grant execute on function api.fail_oauth_token(jsonb) to tl_worker;

reset role;
