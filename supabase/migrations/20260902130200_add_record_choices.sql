-- Records choices, folds them into the state in the same statement order for every caller, and says what waits against
-- them: a dated denial ends all that its subject and those linked to it have waiting; an observed one only what happened
-- before it.
set role tl_owner;

create type data.choice as (
  "workspaceId" uuid,
  "recordId" uuid,
  subjects jsonb,
  kind text,
  purposes jsonb,
  "chosenAt" timestamptz,
  source text,
  reason text,
  "eventId" uuid,
  proof jsonb
);

create type data.choice_subject as (key uuid, kind text);

create function data.fold_choices(choices data.choice[]) returns void
language sql set search_path = '' as $$
  -- Latest first, then the denial, then the higher id; in key order, so that two batches never wait for each other.
  insert into data.consent_state as s (
    workspace_id, subject_key, purpose, kind, value, chosen_at, record_id, subject_kind
  )
  select distinct on (c."workspaceId", subject.key, said.purpose, c.kind)
    c."workspaceId", subject.key, said.purpose, c.kind, said.value, c."chosenAt", c."recordId", subject.kind
  from unnest(choices) as c
  cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as subject
  cross join jsonb_each_text(c.purposes) as said(purpose, value)
  order by
    c."workspaceId", subject.key, said.purpose, c.kind,
    c."chosenAt" desc, said.value = 'denied' desc, c."recordId" desc
  on conflict (workspace_id, subject_key, purpose, kind) do update
  set value = excluded.value, chosen_at = excluded.chosen_at, record_id = excluded.record_id
  where (excluded.chosen_at, excluded.value = 'denied', excluded.record_id)
    > (s.chosen_at, s.value = 'denied', s.record_id)
$$;

create function data.waiting_against(workspace uuid, subjects uuid[], purposes text[], happened_until timestamptz)
returns data.ending[]
language sql stable set search_path = '' as $$
  select array(
    select w
    from unnest(data.waiting_of(workspace, subjects, array['denied', 'consent_withdrawn', 'consent'], purposes)) as w
    join data.events as e
      on e.workspace_id = w.workspace_id and e.event_id = w.event_id and e.received_at = w.received_at
    where happened_until is null or e.occurred_at <= happened_until
  )
$$;

create function data.record_choices(choices data.choice[]) returns data.ending[]
language plpgsql set search_path = '' as $$
declare
  denial record;
  told uuid[];
  endings data.ending[] := '{}';
begin
  insert into data.consent_records (
    workspace_id, record_id, subject_keys, subject_kinds, kind, choices, chosen_at, source, reason, event_id, proof
  )
  select
    c."workspaceId", c."recordId",
    array(select key from jsonb_populate_recordset(null::data.choice_subject, c.subjects) order by key),
    array(select kind from jsonb_populate_recordset(null::data.choice_subject, c.subjects) order by key),
    c.kind, c.purposes, c."chosenAt", c.source, c.reason, c."eventId", c.proof
  from unnest(choices) as c
  order by c."workspaceId", c."recordId"
  on conflict do nothing;

  perform data.fold_choices(choices);

  -- Only what is denied now: a choice older than the one in force changes nothing.
  for denial in
    select
      s.workspace_id, s.kind, s.chosen_at, array_agg(distinct s.subject_key) as subjects,
      array_agg(distinct s.purpose) as purposes
    from unnest(choices) as c
    cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as subject
    join data.consent_state as s
      on s.workspace_id = c."workspaceId" and s.subject_key = subject.key and s.record_id = c."recordId"
    where s.value = 'denied'
    group by 1, 2, 3
  loop
    told := case denial.kind
      when 'chosen' then data.linked_keys(denial.workspace_id, denial.subjects)
      else denial.subjects
    end;
    endings := endings || data.waiting_against(
      denial.workspace_id, told, denial.purposes, case denial.kind when 'observed' then denial.chosen_at end
    ) || data.held_of(denial.workspace_id, told, array['denied', 'hold_refused', 'consent'], denial.purposes);
  end loop;
  perform data.call_held(choices);
  return endings;
end
$$;

create function api.record_consent(choice jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  chosen data.choice := jsonb_populate_record(null::data.choice, choice);
begin
  perform data.share_homes(array[chosen."workspaceId"]);
  return jsonb_build_object(
    'recordId', chosen."recordId",
    'cancelled', data.end_queued(data.record_choices(array[chosen]))
  );
end
$$;
grant execute on function api.record_consent(jsonb) to tl_ingest;

reset role;
