-- One row per change, in the transaction of the change.
set role tl_owner;

create function api.append_audit(workspace uuid, entry jsonb, config_version integer) returns void
language sql security definer set search_path = '' as $$
  insert into control.audit_log (workspace_id, actor, action, target, before, after, config_version)
  values (
    workspace, entry ->> 'actor', entry ->> 'action', entry ->> 'target', nullif(entry -> 'before', 'null'),
    nullif(entry -> 'after', 'null'), config_version
  )
$$;
grant execute on function api.append_audit(uuid, jsonb, integer) to tl_control;

create function api.read_audit(workspace uuid, rows_max integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(entry), '[]')
  from (
    select jsonb_build_object(
      'at', data.iso(at), 'actor', actor, 'action', action, 'target', target, 'before', before, 'after', after,
      'configVersion', config_version
    ) as entry
    from control.audit_log
    where workspace_id = workspace
    order by id desc
    limit rows_max
  ) as latest
$$;
grant execute on function api.read_audit(uuid, integer) to tl_control;

reset role;
