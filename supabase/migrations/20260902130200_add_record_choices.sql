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

-- Folds choices into the state and answers what is denied from now on: a choice older than the one in force changes
-- nothing.
create type data.denial as (workspace_id uuid, subject_key uuid, purpose text, kind text, chosen_at timestamptz);

create function data.fold_choices(choices data.choice[]) returns data.denial[]
language sql set search_path = '' as $$
  -- Latest first, then the denial, then the higher id; in key order, so that two batches never wait for each other.
  with folded as (
    insert into data.consent_state as s (
      workspace_id, subject_key, purpose, kind, value, chosen_at, record_id, subject_kind, is_gpc, was_refused, gpc_first_at
    )
    select distinct on (c."workspaceId", subject.key, said.purpose, c.kind)
      c."workspaceId", subject.key, said.purpose, c.kind, said.value, c."chosenAt", c."recordId", subject.kind,
      c.reason = 'gpc',
      bool_or(said.value = 'denied' and c.reason <> 'gpc') over told,
      min(c."chosenAt") filter (where c.reason = 'gpc') over told
    from unnest(choices) as c
    cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as subject
    cross join jsonb_each_text(c.purposes) as said(purpose, value)
    window told as (partition by c."workspaceId", subject.key, said.purpose, c.kind)
    order by
      c."workspaceId", subject.key, said.purpose, c.kind,
      c."chosenAt" desc, said.value = 'denied' desc, c."recordId" desc
    on conflict (workspace_id, subject_key, purpose, kind) do update
    set
      (value, chosen_at, record_id, is_gpc) = (
        select l.value, l.chosen_at, l.record_id, l.is_gpc
        from (values
          (s.value, s.chosen_at, s.record_id, s.is_gpc),
          (excluded.value, excluded.chosen_at, excluded.record_id, excluded.is_gpc)
        ) as l(value, chosen_at, record_id, is_gpc)
        order by l.chosen_at desc, l.value = 'denied' desc, l.record_id desc
        limit 1
      ),
      was_refused = s.was_refused or excluded.was_refused,
      gpc_first_at = least(s.gpc_first_at, excluded.gpc_first_at)
    where (excluded.chosen_at, excluded.value = 'denied', excluded.record_id)
        > (s.chosen_at, s.value = 'denied', s.record_id)
      or (excluded.was_refused and not s.was_refused)
      or excluded.gpc_first_at < coalesce(s.gpc_first_at, 'infinity')
    returning s.workspace_id, s.subject_key, s.purpose, s.kind, s.value, s.chosen_at, s.record_id
  )
  select array(
    select row(workspace_id, subject_key, purpose, kind, chosen_at)::data.denial
    from folded
    where value = 'denied' and record_id in (select "recordId" from unnest(choices))
  )
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

  for denial in
    select
      workspace_id, kind, chosen_at, array_agg(distinct subject_key) as subjects, array_agg(distinct purpose) as purposes
    from unnest(data.fold_choices(choices))
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
