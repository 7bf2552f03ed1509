-- Writers hold a shared lock of the home to their commit; a move takes it exclusively and so waits for them all.
set role tl_owner;

create function data.home_lock(workspace uuid) returns bigint
language sql immutable set search_path = '' as $$
  select pg_catalog.hashtextextended(workspace::text, 1)
$$;

create function data.share_homes(workspaces uuid[]) returns void
language plpgsql set search_path = '' as $$
begin
  perform pg_advisory_xact_lock_shared(data.home_lock(workspace))
  from (select distinct unnest(workspaces) as workspace order by 1) as sorted;
end
$$;

create function api.put_home(home jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(data.home_lock((home ->> 'workspaceId')::uuid));
  insert into data.homes as h (workspace_id, epoch, state, retention_days, consent_proof_years)
  values (
    (home ->> 'workspaceId')::uuid, (home ->> 'epoch')::integer, home ->> 'state', (home ->> 'retentionDays')::integer,
    coalesce((home ->> 'consentProofYears')::integer, 3)
  )
  on conflict (workspace_id) do update
  set epoch = excluded.epoch, state = excluded.state, retention_days = excluded.retention_days,
    consent_proof_years = excluded.consent_proof_years, changed_at = now()
  where h.epoch <= excluded.epoch;
end
$$;
grant execute on function api.put_home(jsonb) to tl_control;

reset role;
