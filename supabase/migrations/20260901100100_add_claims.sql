-- Members come with a short token; a data policy reads nothing but its claims. No or unknown workspace role = no row.
set role tl_owner;

create function data.member_workspace() returns uuid
language sql stable set search_path = '' as $$
  select (claims ->> 'workspace_id')::uuid
  from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
  where claims ->> 'workspace_role' in ('owner', 'admin', 'editor', 'viewer')
$$;
grant execute on function data.member_workspace() to authenticated;

reset role;
