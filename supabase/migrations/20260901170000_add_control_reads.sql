-- What every process reads of the configuration: which workspaces, which version, its snapshot, whose key.
set role tl_owner;

create function api.claim_installation(fingerprint text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into control.installation (master_key_fingerprint) values (fingerprint) on conflict do nothing;
  return exists (select from control.installation where master_key_fingerprint = fingerprint);
end
$$;
grant execute on function api.claim_installation(text) to tl_control;

create function api.list_workspaces(wanted uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'workspaceId', id, 'slug', slug, 'region', region, 'version', version, 'keysVersion', keys_version
    ) order by slug
  ), '[]')
  from control.workspaces
  where wanted is null or id = any (wanted)
$$;
grant execute on function api.list_workspaces(uuid[]) to tl_control, tl_ingest, tl_worker;

create function api.read_snapshot(workspace uuid, wanted integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select c.snapshot
  from control.config_versions as c
  join control.workspaces as w on w.id = c.workspace_id
  where c.workspace_id = workspace and c.version = coalesce(wanted, w.version)
$$;
grant execute on function api.read_snapshot(uuid, integer) to tl_control, tl_ingest, tl_worker;

create function control.key_row(key control.api_keys) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'keyId', key.id, 'workspaceId', key.workspace_id, 'sourceId', key.source_id, 'kind', key.kind,
    'scopes', to_jsonb(key.scopes), 'hint', key.hint, 'createdAt', data.iso(key.created_at),
    'expiresAt', data.iso(key.expires_at), 'revokedAt', data.iso(key.revoked_at)
  )
$$;

create function api.find_key(sought text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select control.key_row(k) from control.api_keys as k where k.lookup = sought
$$;
grant execute on function api.find_key(text) to tl_control, tl_ingest;

create function api.list_keys(workspace uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(control.key_row(k) order by k.created_at, k.id), '[]')
  from control.api_keys as k
  where k.workspace_id = workspace
$$;
grant execute on function api.list_keys(uuid) to tl_control, tl_ingest;

reset role;
