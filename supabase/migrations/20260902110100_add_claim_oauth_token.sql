-- The token of a destination, or the right to renew it. Holding goes by the database's clock, since processes disagree
-- about time; expiry goes by the caller's. A process with an older configuration never throws away a newer token.
set role tl_owner;

create function data.oauth_token_row(request jsonb) returns data.oauth_tokens
language plpgsql set search_path = '' as $$
declare
  found_row data.oauth_tokens;
  version integer := (request ->> 'configVersion')::integer;
begin
  insert into data.oauth_tokens (workspace_id, destination_id, fingerprint, config_version)
  values (
    (request ->> 'workspaceId')::uuid, (request ->> 'destinationId')::uuid, request ->> 'fingerprint', version
  )
  on conflict do nothing;
  select t.* into found_row
  from data.oauth_tokens as t
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
  for update;
  if found_row.fingerprint = request ->> 'fingerprint' or found_row.config_version > version then
    return found_row;
  end if;
  update data.oauth_tokens as t
  set
    fingerprint = request ->> 'fingerprint', config_version = version, access_sealed = null, refresh_sealed = null,
    renew_at = null, expires_at = null, holder = null, held_until = null, failure_kind = null, failure_code = null,
    failed_until = null
  where t.workspace_id = found_row.workspace_id and t.destination_id = found_row.destination_id
  returning t.* into found_row;
  return found_row;
end
$$;

create function api.claim_oauth_token(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  token data.oauth_tokens := data.oauth_token_row(request);
  now_at timestamptz := (request ->> 'now')::timestamptz;
  usable boolean;
  still text;
begin
  if token.fingerprint <> request ->> 'fingerprint' then
    return jsonb_build_object('state', 'outdated');
  end if;
  -- `spoiled`: the vendor refused this very token before its time.
  usable := token.access_sealed is not null and token.access_sealed is distinct from request ->> 'spoiled';
  if usable and now_at < token.renew_at then
    return jsonb_build_object(
      'state', 'valid', 'accessSealed', token.access_sealed, 'renewAt', data.iso(token.renew_at)
    );
  end if;
  still := case when usable and now_at < token.expires_at then token.access_sealed end;
  if token.failed_until > clock_timestamp() then
    return jsonb_build_object(
      'state', 'failed', 'kind', token.failure_kind, 'code', token.failure_code, 'accessSealed', still
    );
  end if;
  if token.held_until > clock_timestamp() then
    return jsonb_build_object('state', 'busy', 'accessSealed', still);
  end if;
  update data.oauth_tokens as t
  set
    holder = (request ->> 'holder')::uuid,
    held_until = clock_timestamp() + make_interval(secs => (request ->> 'holdSeconds')::integer)
  where t.workspace_id = token.workspace_id and t.destination_id = token.destination_id;
  return jsonb_build_object('state', 'claimed', 'accessSealed', still, 'refreshSealed', token.refresh_sealed);
end
$$;
grant execute on function api.claim_oauth_token(jsonb) to tl_worker;

reset role;
