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

reset role;
