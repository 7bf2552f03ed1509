-- A browser's GPC is an opt-out, which a vendor's restricted mode may follow; a person's own refusal is not. The state
-- tells them apart, and since when GPC was seen: only a choice made after that may lift it. Who ever refused by themselves
-- counts as refusing: that does not depend on the order in which records arrive.
set role tl_owner;

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
