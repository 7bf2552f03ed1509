-- The only ways configuration changes. Expected refusals are answers (`version_conflict`, `slug_taken`), not errors.
set role tl_owner;

create function api.commit_snapshot(snapshot jsonb, audit jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (snapshot ->> 'workspaceId')::uuid;
  next_version integer := (snapshot ->> 'version')::integer;
begin
  if next_version = 1 then
    insert into control.workspaces (id, slug, region, version)
    values (workspace, snapshot ->> 'slug', snapshot ->> 'region', 1)
    on conflict (id) do nothing;
  else
    update control.workspaces
    set version = next_version, slug = snapshot ->> 'slug', region = snapshot ->> 'region'
    where id = workspace and version = next_version - 1;
  end if;
  if not found then
    return 'version_conflict';
  end if;
  insert into control.config_versions (workspace_id, version, snapshot) values (workspace, next_version, snapshot);
  perform api.append_audit(workspace, audit, next_version);
  return 'ok';
exception
  when unique_violation then
    return 'slug_taken';
end
$$;
grant execute on function api.commit_snapshot(jsonb, jsonb) to tl_control;

create function api.insert_key(key jsonb, audit jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid := (key ->> 'workspaceId')::uuid;
begin
  update control.workspaces set keys_version = keys_version + 1 where id = workspace;
  insert into control.api_keys (
    id, workspace_id, source_id, kind, scopes, hint, lookup, verifier, created_at, expires_at, revoked_at
  )
  values (
    (key ->> 'keyId')::uuid, workspace, (key ->> 'sourceId')::uuid, key ->> 'kind',
    array(select jsonb_array_elements_text(key -> 'scopes')), key ->> 'hint', key ->> 'lookup', key ->> 'verifier',
    (key ->> 'createdAt')::timestamptz, (key ->> 'expiresAt')::timestamptz, (key ->> 'revokedAt')::timestamptz
  );
  perform api.append_audit(workspace, audit, null);
end
$$;
grant execute on function api.insert_key(jsonb, jsonb) to tl_control;

create function api.revoke_key(workspace uuid, key uuid, moment timestamptz, audit jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update control.workspaces set keys_version = keys_version + 1 where id = workspace;
  update control.api_keys set revoked_at = moment where id = key and workspace_id = workspace and revoked_at is null;
  if not found then
    return false;
  end if;
  perform api.append_audit(workspace, audit, null);
  return true;
end
$$;
grant execute on function api.revoke_key(uuid, uuid, timestamptz, jsonb) to tl_control;

reset role;
