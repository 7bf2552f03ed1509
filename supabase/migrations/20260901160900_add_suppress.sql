-- Nothing is sent about these subjects any more, and what waits is cancelled now.
set role tl_owner;

create function api.suppress(workspace uuid, subjects uuid[], why text) returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  insert into data.suppressions (workspace_id, subject_key, reason)
  select workspace, subject, why
  from (select distinct unnest(subjects) as subject order by 1) as sorted
  on conflict do nothing;
  return data.end_queued(array(
    select row(
      q.workspace_id, q.event_id, q.received_at, q.destination_id, q.run, 'send', 'suppressed', d.mode, 'suppressed',
      'suppression', e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)]
    )::data.ending
    from data.events as e
    join data.queue as q on q.workspace_id = e.workspace_id and q.event_id = e.event_id and q.received_at = e.received_at
    join data.deliveries as d
      on d.workspace_id = q.workspace_id and d.event_id = q.event_id and d.destination_id = q.destination_id
      and d.run = q.run and d.received_at = q.received_at
    where e.workspace_id = workspace and e.lookup_keys && subjects
  ));
end
$$;
grant execute on function api.suppress(uuid, uuid[], text) to tl_control;

reset role;
