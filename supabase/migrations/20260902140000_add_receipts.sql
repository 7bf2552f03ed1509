-- A decision is a receipt: never changed, and sealed under a hash of its own from the moment it is written. The hash is
-- made here and nowhere else, once a row, whoever inserts. Fields are closed alphabets, so a line break keeps them apart.
-- No search_path of its own: setting one costs more than the hash, and every name in it is of pg_catalog.
set role tl_owner;

create function data.write_receipt() returns trigger
language plpgsql as $$
begin
  new.salt := gen_random_uuid();
  new.receipt := sha256(uuid_send(new.salt) || convert_to(concat_ws(
    E'\n', 'receipt 1', new.workspace_id, new.event_id, floor(extract(epoch from new.received_at) * 1000000),
    new.destination_id, new.run, new.stage, new.verdict, new.mode, new.reason, coalesce(new.gate, ''),
    new.config_version, new.policy_version, new.signals_id, coalesce(new.inputs_id, ''),
    coalesce(new.jurisdiction::text, ''), coalesce(new.consent, ''), coalesce(new.rule, ''),
    coalesce(array_to_string(new.warnings, ','), ''),
    coalesce(new.subject_key::text, ''), floor(extract(epoch from new.decided_at) * 1000000)
  ), 'UTF8'));
  return new;
end
$$;
create trigger decisions_write_receipt before insert on data.decisions
  for each row execute function data.write_receipt();

-- Purge and erasure say why they remove what they remove, and leave a tombstone; nobody else removes anything.
create function data.refuse_receipt_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' and current_setting('tracklayer.lawful_removal', true) = 'on' then
    return old;
  end if;
  raise exception 'data.decisions is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger decisions_append_only before update or delete on data.decisions
  for each row execute function data.refuse_receipt_change();
create trigger decisions_never_truncated before truncate on data.decisions
  for each statement execute function data.refuse_change();

reset role;
