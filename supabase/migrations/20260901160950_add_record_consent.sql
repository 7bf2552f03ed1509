-- A person's choice: evidence, its fold and the cancelling of what waits, in one transaction. What is leased or comes from
-- a concurrent ingest is caught by the worker's check right before it writes.
set role tl_owner;

create function api.record_consent(choice jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  workspace constant uuid := (choice ->> 'workspaceId')::uuid;
  record constant uuid := (choice ->> 'recordId')::uuid;
  chosen constant timestamptz := (choice ->> 'chosenAt')::timestamptz;
  subjects constant uuid[] := array(
    select distinct key::uuid from jsonb_array_elements_text(choice -> 'subjectKeys') as t(key) order by 1
  );
  denied text[];
  cancelled bigint;
begin
  perform data.share_homes(array[workspace]);
  insert into data.consent_records (workspace_id, record_id, subject_keys, choices, chosen_at, source, proof)
  values (workspace, record, subjects, choice -> 'purposes', chosen, choice ->> 'source', choice -> 'proof');

  -- In key order, so that two choices of one person never wait for each other. A tie is a denial.
  insert into data.consent_state as s (workspace_id, subject_key, purpose, value, chosen_at, record_id)
  select workspace, subject, purpose, value, chosen, record
  from unnest(subjects) as subject, jsonb_each_text(choice -> 'purposes') as chosen_value(purpose, value)
  order by subject, purpose
  on conflict (workspace_id, subject_key, purpose) do update
  set value = excluded.value, chosen_at = excluded.chosen_at, record_id = excluded.record_id
  where excluded.chosen_at > s.chosen_at or (excluded.chosen_at = s.chosen_at and excluded.value = 'denied');

  -- Only what is denied now: a choice older than the one in force changes nothing.
  denied := array(
    select distinct purpose from data.consent_state
    where workspace_id = workspace and subject_key = any(subjects) and record_id = record and value = 'denied'
  );
  cancelled := data.end_queued(
    data.waiting_of(workspace, subjects, array['denied', 'consent_withdrawn', 'consent'], denied)
  );
  return jsonb_build_object('recordId', record, 'cancelled', cancelled);
end
$$;
grant execute on function api.record_consent(jsonb) to tl_ingest;

reset role;
