-- Nothing is sent about these subjects any more, and what waits is cancelled now.
set role tl_owner;

create function api.suppress(workspace uuid, subjects uuid[], why text) returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  insert into data.suppressions (workspace_id, subject_key, reason)
  select workspace, subject, why
  from (select distinct unnest(subjects) as subject order by 1) as sorted
  on conflict do nothing;
  return data.end_queued(
    data.waiting_of(workspace, subjects, array['suppressed', 'suppressed', 'suppression'], null)
    || data.held_of(workspace, subjects, array['suppressed', 'suppressed', 'suppression'], null)
  );
end
$$;
grant execute on function api.suppress(uuid, uuid[], text) to tl_control;

reset role;
