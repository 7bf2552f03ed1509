-- Deliveries that only a person brings further. One narrow row each, so that nobody searches the ledger for them (a partial
-- index there would make every update of a state cold). Their sealed part is kept a week for redrive – unless the person
-- withdraws, objects or is erased: then it goes in that transaction.
set role tl_owner;

create table data.dead_letters (
  workspace_id uuid not null,
  event_id uuid not null,
  received_at timestamptz not null,
  destination_id uuid not null,
  run smallint not null,
  reason text not null,
  purposes text[] not null,
  -- In milliseconds: a page ends at one, and answers tell no more.
  died_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  constraint dead_letters_pkey primary key (workspace_id, event_id, destination_id, run)
);
create index dead_letters_died_idx on data.dead_letters (workspace_id, died_at desc, event_id, destination_id, run);
alter table data.dead_letters enable row level security;
alter table data.dead_letters force row level security;
create policy "functions of the owner use dead letters" on data.dead_letters to tl_owner using (true) with check (true);
create policy "members can view their dead letters" on data.dead_letters for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.dead_letters to authenticated;

-- Null purposes = all.
create function data.forget_dead(workspace uuid, subjects uuid[], ended_purposes text[]) returns void
language sql set search_path = '' as $$
  delete from data.delivery_private as p
  using data.dead_letters as l
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where l.workspace_id = workspace and (ended_purposes is null or l.purposes && ended_purposes)
    and e.lookup_keys && subjects
    and p.workspace_id = l.workspace_id and p.event_id = l.event_id and p.received_at = l.received_at
    and p.destination_id = l.destination_id and p.run = l.run
$$;

create function data.forget_denied_dead() returns trigger
language plpgsql set search_path = '' as $$
declare
  denial record;
begin
  for denial in
    select c.workspace_id, array_agg(distinct c.subject_key) as subjects, array_agg(distinct c.purpose) as purposes
    from changed as c
    where c.value = 'denied' and exists (select from data.dead_letters as l where l.workspace_id = c.workspace_id)
    group by c.workspace_id
  loop
    perform data.forget_dead(
      denial.workspace_id, data.linked_keys(denial.workspace_id, denial.subjects), denial.purposes
    );
  end loop;
  return null;
end
$$;
create trigger consent_state_forgets_dead_inserted after insert on data.consent_state
  referencing new table as changed for each statement execute function data.forget_denied_dead();
create trigger consent_state_forgets_dead_updated after update on data.consent_state
  referencing new table as changed for each statement execute function data.forget_denied_dead();

create function data.forget_suppressed_dead() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform data.forget_dead(workspace_id, subjects, null)
  from (select workspace_id, array_agg(subject_key) as subjects from changed group by workspace_id) as suppressed;
  return null;
end
$$;
create trigger suppressions_forget_dead after insert on data.suppressions
  referencing new table as changed for each statement execute function data.forget_suppressed_dead();

-- By age; and what died while its person withdrew, which neither transaction saw of the other.
create function api.forget_dead_parts(now_at timestamptz) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  deleted bigint;
begin
  delete from data.delivery_private as p
  using data.dead_letters as l
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where p.workspace_id = l.workspace_id and p.event_id = l.event_id and p.received_at = l.received_at
    and p.destination_id = l.destination_id and p.run = l.run
    and (
      l.died_at < now_at - interval '7 days'
      or exists (
        select from data.consent_state as s
        where s.workspace_id = l.workspace_id and s.subject_key = any (e.lookup_keys)
          and s.value = 'denied' and s.purpose = any (l.purposes)
      )
      or exists (
        select from data.suppressions as s
        where s.workspace_id = l.workspace_id and s.subject_key = any (e.lookup_keys)
      )
    );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;
grant execute on function api.forget_dead_parts(timestamptz) to tl_maintainer;

reset role;
