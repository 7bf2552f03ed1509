-- What the ledger and the suppressions say about some subjects of one workspace, with what comes over links: a linked
-- subject's dated denials, and – from a cart, checkout or order – all that its one device said. Two devices that claim
-- the same order prove nothing: then only denials come.
set role tl_owner;

-- A browser's GPC is an opt-out, which a vendor's restricted mode may follow; a person's own refusal is not. Who ever
-- refused by themselves counts as refusing: that does not depend on the order in which records arrive.
create function data.choice_json(c data.consent_state, found_by text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'purpose', c.purpose, 'value', c.value, 'chosenAt', data.iso(c.chosen_at), 'recordId', c.record_id, 'kind', c.kind,
    'by', found_by
  ) || case when c.value = 'denied' and c.is_gpc and not c.was_refused then '{"isGpc": true}' else '{}' end::jsonb
$$;

create function data.inherited_choices(workspace uuid, wanted uuid) returns jsonb
language sql stable set search_path = '' as $$
  with near as materialized (
    select other_key, subject_kind, subject_kind in ('order_id', 'cart_token', 'checkout_token') as is_token
    from data.consent_links
    where workspace_id = workspace and subject_key = wanted
  ), heard as (
    select c as choice, near.subject_kind as found_by
    from near
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = near.other_key
    where near.is_token and (c.value = 'denied' or (select count(*) from near) = 1)
    union
    select c, c.subject_kind
    from near
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = near.other_key
    where not near.is_token and c.value = 'denied' and c.kind = 'chosen'
    union
    select c, c.subject_kind
    from near
    join data.consent_links as far on far.workspace_id = workspace and far.subject_key = near.other_key
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = far.other_key
    where c.value = 'denied' and c.kind = 'chosen' and far.other_key <> wanted
  )
  select coalesce(jsonb_agg(data.choice_json(choice, found_by)), '[]') from heard
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
