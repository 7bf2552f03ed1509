-- What goes lawfully: by age, said per day before the purge takes it, or on request, with the leaves it removes.
set role tl_owner;

create function api.days_to_bury(now_at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  with kept as (
    select (select coalesce(max(retention_days), 180) from data.homes) as longest_days
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('workspaceId', workspace_id, 'day', day, 'retentionDays', days) order by workspace_id, day
  ), '[]')
  from (
    select distinct l.workspace_id, l.day, coalesce(h.retention_days, kept.longest_days) as days
    from data.seal_leaves as l
    cross join kept
    left join data.homes as h using (workspace_id)
    where l.day < (now_at at time zone 'UTC')::date - coalesce(h.retention_days, kept.longest_days)
      and not exists (
        select from data.tombstones as t where t.workspace_id = l.workspace_id and t.day = l.day and t.kind = 'purge'
      )
  ) as due
$$;
grant execute on function api.days_to_bury(timestamptz) to tl_maintainer;

create type data.tombstone_record as (
  "workspaceId" uuid, "tombstoneId" uuid, kind text, day date, leaves text, reason text, "buriedAt" timestamptz,
  "keyId" text, signature text
);

create function data.insert_tombstones(stones jsonb) returns void
language sql set search_path = '' as $$
  insert into data.tombstones (
    workspace_id, tombstone_id, kind, day, leaves, reason, buried_at, key_id, signature
  )
  select "workspaceId", "tombstoneId", kind, day, decode(leaves, 'base64'), reason, "buriedAt", "keyId", signature
  from jsonb_populate_recordset(null::data.tombstone_record, stones)
  on conflict do nothing
$$;

create function api.bury_days(stones jsonb) returns void
language sql security definer set search_path = '' as $$
  select data.insert_tombstones(stones)
$$;
grant execute on function api.bury_days(jsonb) to tl_maintainer;

create function data.leaves_of(workspace uuid, event_ids uuid[]) returns bytea
language sql stable set search_path = '' as $$
  select coalesce(string_agg(receipt, ''::bytea order by receipt), '')
  from data.decisions
  where workspace_id = workspace and event_id = any (event_ids)
$$;

create function api.leaves_to_erase(workspace uuid, event_ids uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('leaves', encode(data.leaves_of(workspace, event_ids), 'base64'))
$$;
grant execute on function api.leaves_to_erase(uuid, uuid[]) to tl_maintainer;

-- Content and salt go, the leaves stay in their seals. Nothing is done when a decision came in between or is not sealed:
-- the tombstone would not name it.
create function api.erase_decisions(workspace uuid, event_ids uuid[], stone jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform from data.events where workspace_id = workspace and event_id = any (event_ids) order by event_id for update;
  if data.leaves_of(workspace, event_ids) <> decode(stone ->> 'leaves', 'base64') or exists (
    select from data.decisions
    where workspace_id = workspace and event_id = any (event_ids)
      and written_by >= (select below_written from data.seal_position)
  ) then
    return false;
  end if;
  perform data.insert_tombstones(jsonb_build_array(stone));
  perform set_config('tracklayer.lawful_removal', 'on', true);
  delete from data.decisions where workspace_id = workspace and event_id = any (event_ids);
  perform set_config('tracklayer.lawful_removal', 'off', true);
  return true;
end
$$;
grant execute on function api.erase_decisions(uuid, uuid[], jsonb) to tl_maintainer;

reset role;
