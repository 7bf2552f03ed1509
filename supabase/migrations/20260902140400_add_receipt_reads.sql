-- What a verifier reads: the chain with its leaves, the rows of one seal, the tombstones, and up to where all is sealed.
set role tl_owner;

create function data.seal_view(seal data.seals) returns jsonb
language sql stable set search_path = '' as $$
  select data.seal_json(seal) || jsonb_build_object('days', (
    select coalesce(jsonb_agg(
      jsonb_build_object('day', l.day, 'leaves', encode(l.leaves, 'base64')) order by l.day
    ), '[]')
    from data.seal_leaves as l
    where l.workspace_id = seal.workspace_id and l.n = seal.n
  ))
$$;

create function api.read_seals(workspace uuid, after_n bigint, rows_max integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.seal_view(s) order by s.n), '[]')
  from (
    select seal.* from data.seals as seal
    where seal.workspace_id = workspace and seal.n > after_n
    order by seal.n
    limit rows_max
  ) as s
$$;
grant execute on function api.read_seals(uuid, bigint, integer) to tl_reader;

create function data.receipt_json(d data.decisions) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'receipt', encode(d.receipt, 'hex'), 'salt', d.salt, 'workspaceId', d.workspace_id, 'eventId', d.event_id,
    'receivedMicros', floor(extract(epoch from d.received_at) * 1000000)::text, 'destinationId', d.destination_id,
    'run', d.run, 'stage', d.stage, 'verdict', d.verdict, 'mode', d.mode, 'reason', d.reason, 'gate', d.gate,
    'configVersion', d.config_version, 'policyVersion', d.policy_version, 'signalsId', d.signals_id,
    'inputsId', d.inputs_id, 'jurisdiction', d.jurisdiction::text, 'consent', d.consent, 'rule', d.rule,
    'warnings', to_jsonb(d.warnings),
    'subjectKey', d.subject_key, 'decidedMicros', floor(extract(epoch from d.decided_at) * 1000000)::text
  )
$$;

create function api.read_receipts(workspace uuid, first_written bigint, below bigint) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.receipt_json(d) order by d.written_by, d.receipt), '[]')
  from data.decisions as d
  where d.workspace_id = workspace and d.written_by >= first_written and d.written_by < below
$$;
grant execute on function api.read_receipts(uuid, bigint, bigint) to tl_reader;

create function api.read_tombstones(workspace uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'workspaceId', t.workspace_id, 'tombstoneId', t.tombstone_id, 'kind', t.kind, 'day', t.day,
    'leaves', encode(t.leaves, 'base64'), 'reason', t.reason, 'buriedAt', data.iso(t.buried_at), 'keyId', t.key_id,
    'signature', t.signature
  ) order by t.buried_at, t.tombstone_id), '[]')
  from data.tombstones as t
  where t.workspace_id = workspace
$$;
grant execute on function api.read_tombstones(uuid) to tl_reader;

create function api.read_seal_position() returns bigint
language sql stable security definer set search_path = '' as $$
  select below_written from data.seal_position
$$;
grant execute on function api.read_seal_position() to tl_reader;

reset role;
