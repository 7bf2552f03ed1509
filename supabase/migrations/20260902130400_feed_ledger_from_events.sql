-- What events tell the ledger is written with them, before them: a withdrawal counts for its own batch (which was decided
-- with it) and ends what waits from earlier ones. Locks as in ingest_events, the ledger's after signals.
set role tl_owner;

create function data.choices_in(batch jsonb, at_home bigint[]) returns data.choice[]
language sql stable set search_path = '' as $$
  select array_agg(c)
  from jsonb_populate_recordset(null::data.ingest_knowledge, batch) with ordinality as k
  cross join jsonb_populate_recordset(null::data.choice, k.choices) as c
  where k.ordinality = any (at_home)
$$;

create function data.learn(batch jsonb, at_home bigint[]) returns data.ending[]
language plpgsql set search_path = '' as $$
declare
  choices data.choice[];
begin
  if batch @? '$[*].links[*]' then
    perform data.learn_links(batch, at_home);
  end if;
  if batch @? '$[*].choices[*]' then
    choices := data.choices_in(batch, at_home);
  end if;
  return case when choices is null then '{}'::data.ending[] else data.record_choices(choices) end;
end
$$;

create or replace function api.ingest_events(batch jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  split data.ingest_split;
  repeats bigint[];
  denying data.repeat[];
  of_repeats data.signals[];
  codes jsonb;
  withdrawn data.ending[];
  woken data.wake_up[];
begin
  perform data.share_homes(array(select "workspaceId" from jsonb_populate_recordset(null::data.ingest_head, batch)));
  split := data.claim_message_ids(batch);
  repeats := array(select unnest(split.at_home) except select unnest(split.fresh));
  if cardinality(repeats) > 0 then
    codes := data.repeat_codes(batch, split, repeats);
    denying := data.denying_repeats(batch, repeats);
  end if;
  if denying is not null then
    of_repeats := data.signals_of_repeats(batch, denying);
  end if;
  perform data.insert_signals(batch, split.fresh, of_repeats);
  withdrawn := data.learn(batch, split.at_home);
  woken := data.insert_events(batch, split.fresh);
  if denying is not null then
    perform data.tighten_repeats(batch, denying);
  end if;
  if cardinality(withdrawn) > 0 then
    perform data.end_queued(withdrawn);
  end if;
  if woken is not null then
    perform data.wake(woken);
  end if;
  return data.ingest_answers(batch, split, codes);
end
$$;

reset role;
