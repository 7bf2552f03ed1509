-- Proof is kept while it is in force and then for the workspace's years; opt-outs of sale or sharing for two years at
-- least (CCPA regulations § 7101). Erasure has a path of its own through the append-only trigger: grants, links and
-- proofs go; a denial stays as a keyed hash, or the next event would be sent again.
set role tl_owner;

create function data.refuse_consent_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_setting('tracklayer.erasing', true) is distinct from 'on' or tg_op = 'TRUNCATE' then
    raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end
$$;
drop trigger consent_records_append_only on data.consent_records;
create trigger consent_records_append_only before update or delete or truncate on data.consent_records
  for each statement execute function data.refuse_consent_change();

create function api.purge_consent(now_at timestamptz) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  deleted bigint;
begin
  perform set_config('tracklayer.erasing', 'on', true);
  delete from data.consent_records as r
  using data.homes as h
  where h.workspace_id = r.workspace_id
    and r.recorded_at < now_at - make_interval(years => greatest(
      h.consent_proof_years, case when r.choices ->> 'sale_or_sharing' = 'denied' then 2 else 1 end
    ))
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = r.workspace_id and s.subject_key = any (r.subject_keys) and s.record_id = r.record_id
    );
  get diagnostics deleted = row_count;
  perform set_config('tracklayer.erasing', 'off', true);

  -- Who asked and was answered is proof like a choice, and a keyed hash is personal data.
  delete from data.subject_requests as q
  using data.homes as h
  where h.workspace_id = q.workspace_id and q.completed_at < now_at - make_interval(years => h.consent_proof_years);

  -- A link without a denial at either end honours nothing.
  delete from data.consent_links as l
  using data.homes as h
  where h.workspace_id = l.workspace_id and l.learned_at < now_at - make_interval(days => h.retention_days)
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = l.workspace_id and s.subject_key in (l.subject_key, l.other_key) and s.value = 'denied'
    );
  return deleted;
end
$$;
grant execute on function api.purge_consent(timestamptz) to tl_maintainer;

create function api.erase_consent(workspace uuid, subjects uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform data.share_homes(array[workspace]);
  perform data.end_held(data.held_of(workspace, subjects, array['denied', 'hold_erased', 'consent'], null));
  delete from data.consent_links
  where workspace_id = workspace and (subject_key = any (subjects) or other_key = any (subjects));
  delete from data.consent_state where workspace_id = workspace and subject_key = any (subjects) and value = 'granted';
  perform set_config('tracklayer.erasing', 'on', true);
  delete from data.consent_records as r
  where r.workspace_id = workspace and r.subject_keys && subjects
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = workspace and s.subject_key = any (r.subject_keys) and s.record_id = r.record_id
    );
  update data.consent_records set proof = null, event_id = null
  where workspace_id = workspace and subject_keys && subjects;
  perform set_config('tracklayer.erasing', 'off', true);
end
$$;
grant execute on function api.erase_consent(uuid, uuid[]) to tl_maintainer;

reset role;
