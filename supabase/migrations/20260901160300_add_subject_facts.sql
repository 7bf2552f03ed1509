-- What the ledger and the suppressions say about some subjects of one workspace.
set role tl_owner;

create function api.subject_facts(workspace uuid, subject_keys uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'subjectKey', wanted.key,
      'choices', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'purpose', c.purpose, 'value', c.value, 'chosenAt', data.iso(c.chosen_at), 'recordId', c.record_id
        ) order by c.purpose), '[]')
        from data.consent_state as c
        where c.workspace_id = workspace and c.subject_key = wanted.key
      ),
      'suppressed', exists (
        select from data.suppressions as s where s.workspace_id = workspace and s.subject_key = wanted.key
      )
    ) order by wanted.position
  ), '[]')
  from unnest(subject_keys) with ordinality as wanted(key, position)
$$;
grant execute on function api.subject_facts(uuid, uuid[]) to tl_ingest, tl_worker;

reset role;
