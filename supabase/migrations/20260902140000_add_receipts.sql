-- A decision is a receipt: never changed, and sealed under a hash of its own from the moment it is written, whoever
-- inserts. No search_path of its own: setting one costs more than the hash.
set role tl_owner;

create function data.write_receipt() returns trigger
language plpgsql as $$
begin
  new.salt := gen_random_uuid();
  new.receipt := data.receipt_of(
    new.salt, new.workspace_id, new.event_id, new.received_at, new.destination_id, new.run, new.stage, new.verdict,
    new.mode, new.reason, new.gate, new.config_version, new.policy_version, new.signals_id, new.inputs_id,
    new.jurisdiction, new.consent, new.rule, new.warnings, new.subject_key, new.decided_at
  );
  return new;
end
$$;
-- Ingest makes the receipts of a batch in its one statement: a call a row costs it more than the hash.
create trigger decisions_write_receipt before insert on data.decisions
  for each row when (new.receipt is null) execute function data.write_receipt();

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
