-- What events tell the ledger is written with them, before them: a withdrawal counts for its own batch (which was decided
-- with it) and ends what waits from earlier ones. Locks as in ingest_events, the ledger's after signals.
set role tl_owner;

create function data.choices_in(news data.ingest_news[], at_home bigint[]) returns data.choice[]
language sql stable set search_path = '' as $$
  select array_agg(c)
  from unnest(news) as n
  cross join jsonb_populate_recordset(null::data.choice, n.choices) as c
  where n.ordinality = any (at_home)
$$;

create function data.learn(news data.ingest_news[], at_home bigint[]) returns data.ending[]
language plpgsql set search_path = '' as $$
declare
  choices data.choice[] := data.choices_in(news, at_home);
begin
  perform data.learn_links(news, at_home);
  return case when choices is null then '{}'::data.ending[] else data.record_choices(choices) end;
end
$$;

reset role;
