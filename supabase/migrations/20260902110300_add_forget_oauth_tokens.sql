-- Tokens of destinations that are gone go, too. Configuration is of another database, so the maintainer asks there and
-- names what is left over.
set role tl_owner;

create function api.list_oauth_tokens() returns jsonb
language sql security definer stable set search_path = '' as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object('workspaceId', t.workspace_id, 'destinationId', t.destination_id)
      order by t.workspace_id, t.destination_id
    ),
    '[]'
  )
  from data.oauth_tokens as t
$$;
grant execute on function api.list_oauth_tokens() to tl_maintainer;

create function api.forget_oauth_token(workspace uuid, destination uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  delete from data.oauth_tokens as t where t.workspace_id = workspace and t.destination_id = destination;
  return found;
end
$$;
grant execute on function api.forget_oauth_token(uuid, uuid) to tl_maintainer;

reset role;
