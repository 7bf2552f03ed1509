-- A browser's GPC is an opt-out, which a vendor's restricted mode may follow; a person's own refusal is not. The state
-- tells them apart, and since when GPC was seen: only a choice made after that may lift it. Who ever refused by themselves
-- counts as refusing: that does not depend on the order in which records arrive.
set role tl_owner;

alter table data.consent_state
  add column is_gpc boolean not null default false,
  add column was_refused boolean not null default false,
  add column gpc_first_at timestamptz;

create or replace function data.fold_choices(choices data.choice[]) returns void
language sql set search_path = '' as $$
  -- Latest first, then the denial, then the higher id; in key order, so that two batches never wait for each other.
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
$$;

create or replace function data.choice_json(c data.consent_state, found_by text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'purpose', c.purpose, 'value', c.value, 'chosenAt', data.iso(c.chosen_at), 'recordId', c.record_id, 'kind', c.kind,
    'by', found_by
  ) || case when c.value = 'denied' and c.is_gpc and not c.was_refused then '{"isGpc": true}' else '{}' end::jsonb
$$;

create or replace function api.subject_facts(workspace uuid, subject_keys uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'subjectKey', wanted.key,
      'choices', known.choices,
      'gpcSeenAt', known.gpc_seen_at,
      'linked', linked.keys,
      'inherited', case
        when linked.keys = '[]' then '[]'::jsonb else data.inherited_choices(workspace, wanted.key)
      end,
      'suppressed', exists (
        select from data.suppressions as s where s.workspace_id = workspace and s.subject_key = wanted.key
      )
    ) order by wanted.position
  ), '[]')
  from unnest(subject_keys) with ordinality as wanted(key, position)
  cross join lateral (
    select
      coalesce(jsonb_agg(data.choice_json(c, c.subject_kind) order by c.purpose, c.kind), '[]') as choices,
      data.iso(min(c.gpc_first_at)) as gpc_seen_at
    from data.consent_state as c
    where c.workspace_id = workspace and c.subject_key = wanted.key
  ) as known
  cross join lateral (
    select coalesce(jsonb_agg(l.other_key order by l.other_key), '[]') as keys
    from data.consent_links as l
    where l.workspace_id = workspace and l.subject_key = wanted.key
  ) as linked
$$;

reset role;
