-- One batch, one transaction, answers in input order. Locks are taken in one order by every caller: homes, message ids,
-- signals, the ledger, events, queue, destinations – each sorted. No NOTIFY here: it serialises commits.
set role tl_owner;

create function data.repeat_codes(batch jsonb, split data.ingest_split, repeats bigint[]) returns jsonb
language sql stable set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
  with head as materialized (
    select * from jsonb_populate_recordset(null::data.ingest_head, batch) with ordinality
  )
  select jsonb_object_agg(
    h.ordinality,
    case
      when m.body_hash <> decode(h."bodyHash", 'hex') then 'body_differs'
      when exists (
        select from head as f
        where f."workspaceId" = h."workspaceId" and f."eventId" = h."eventId" and f.ordinality = any (split.fresh)
      ) then 'in_batch_duplicate'
    end
  )
  from head as h
  join data.message_ids as m on m.workspace_id = h."workspaceId" and m.event_id = h."eventId"
  where h.ordinality = any (repeats)
$$;

create function data.ingest_answers(batch jsonb, split data.ingest_split, codes jsonb) returns jsonb
language sql stable set search_path = '' set enable_nestloop = off as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'eventId', h."eventId",
        'status', case
          when home.ordinality is null then 'rejected' when new.ordinality is null then 'duplicate' else 'accepted'
        end,
        'code', case when home.ordinality is null then 'wrong_home' else codes ->> ordinality::text end
      )
      order by ordinality
    ),
    '[]'
  )
  from jsonb_populate_recordset(null::data.ingest_head, batch) with ordinality as h
  left join unnest(split.at_home) as home(ordinality) using (ordinality)
  left join unnest(split.fresh) as new(ordinality) using (ordinality)
$$;

create function api.ingest_events(batch jsonb) returns jsonb
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
grant execute on function api.ingest_events(jsonb) to tl_ingest;

reset role;
