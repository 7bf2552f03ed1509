-- Roles are of the whole cluster, so they are made outside the migrations, as often as one likes. Works for a superuser
-- and for a plain CREATEROLE user (Supabase's `postgres`). Nobody logs in as a service role: a pool connects as the
-- connecting user and starts with `role=tl_…`, for which that user must be a member.
do $$
declare
  name text;
begin
  foreach name in array array[
    'tl_owner', 'tl_ingest', 'tl_reader', 'tl_worker', 'tl_control', 'tl_maintainer', 'anon', 'authenticated'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin noinherit', name);
      exception
        -- Another database of this cluster is being set up at this moment: advisory locks do not reach across databases.
        when duplicate_object or unique_violation then null;
      end;
    end if;
    if name like 'tl\_%' and not pg_catalog.pg_has_role(
      current_user, name, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
    ) then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
  execute format('grant create, connect on database %I to tl_owner', current_database());
end
$$;
