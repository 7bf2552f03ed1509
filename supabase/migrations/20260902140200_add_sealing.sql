-- The sealer's two calls: what is not sealed yet, below every running transaction, and the seals over it. A second
-- sealer finds the position moved and did nothing.
set role tl_owner;

create function data.seal_json(seal data.seals) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'workspaceId', seal.workspace_id, 'n', seal.n, 'previous', seal.previous, 'root', seal.root, 'count', seal.count,
    'fromWritten', seal.from_written, 'belowWritten', seal.below_written, 'sealedAt', data.iso(seal.sealed_at),
    'keyId', seal.key_id, 'signature', seal.signature
  )
$$;

create function data.leaves_between(first_written bigint, below bigint)
returns table (workspace_id uuid, day date, leaves bytea, number bigint)
language sql stable set search_path = '' as $$
  select workspace_id, (received_at at time zone 'UTC')::date, string_agg(receipt, ''::bytea order by receipt), count(*)
  from data.decisions
  where written_by >= first_written and written_by < below
  group by 1, 2
$$;

-- At most rows_max at once, but never half a transaction.
create function data.round_end(first_written bigint, rows_max integer) returns bigint
language plpgsql stable set search_path = '' as $$
declare
  below bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  too_many bigint;
begin
  select written_by into too_many
  from data.decisions
  where written_by >= first_written and written_by < below
  order by written_by
  offset rows_max limit 1;
  return case when too_many is null then below else greatest(too_many, first_written + 1) end;
end
$$;

create function api.unsealed_decisions(rows_max integer) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  first_written bigint := (select below_written from data.seal_position);
  below bigint := data.round_end(first_written, rows_max);
begin
  return jsonb_build_object(
    'fromWritten', first_written, 'belowWritten', below,
    'workspaces', (
      select coalesce(jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'days', days, 'last', (
        select data.seal_json(s) from data.seals as s where s.workspace_id = found.workspace_id order by n desc limit 1
      )) order by workspace_id), '[]')
      from (
        select workspace_id, jsonb_agg(
          jsonb_build_object('day', day, 'leaves', encode(leaves, 'base64')) order by day
        ) as days
        from data.leaves_between(first_written, below)
        group by workspace_id
      ) as found
    )
  );
end
$$;
grant execute on function api.unsealed_decisions(integer) to tl_maintainer;

create type data.seal_record as (
  "workspaceId" uuid, n bigint, previous text, root text, count integer, "sealedAt" timestamptz, "keyId" text,
  signature text
);

create function api.add_seals(round jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  first_written bigint := (round ->> 'fromWritten')::bigint;
  below bigint := (round ->> 'belowWritten')::bigint;
begin
  update data.seal_position set below_written = below where below_written = first_written;
  if not found then
    return false;
  end if;
  insert into data.seals (
    workspace_id, n, previous, root, count, from_written, below_written, sealed_at, key_id, signature
  )
  select "workspaceId", n, previous, root, count, first_written, below, "sealedAt", "keyId", signature
  from jsonb_populate_recordset(null::data.seal_record, round -> 'seals');
  insert into data.seal_leaves (workspace_id, n, day, leaves)
  select s."workspaceId", s.n, l.day, l.leaves
  from jsonb_populate_recordset(null::data.seal_record, round -> 'seals') as s
  join data.leaves_between(first_written, below) as l on l.workspace_id = s."workspaceId";
  return true;
end
$$;
grant execute on function api.add_seals(jsonb) to tl_maintainer;

reset role;
