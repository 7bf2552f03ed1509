-- One batch, one transaction, answers in input order. Locks are taken in one order by every caller: homes, message ids,
-- signals, events, queue, destinations – each sorted. No NOTIFY here: it serialises commits.
set role tl_owner;

create function data.ingest_answers(batch jsonb, split data.ingest_split) returns jsonb
language sql stable set search_path = '' as $$
  with head as materialized (
    select h.*, home.ordinality is not null as at_home, new.ordinality is not null as fresh
    from jsonb_populate_recordset(null::data.ingest_head, batch) with ordinality as h
    left join unnest(split.at_home) as home(ordinality) using (ordinality)
    left join unnest(split.fresh) as new(ordinality) using (ordinality)
  ), repeat as materialized (
    select
      h.ordinality,
      case
        when m.body_hash <> decode(h."bodyHash", 'hex') then 'body_differs'
        when exists (
          select from head as f where f.fresh and f."workspaceId" = h."workspaceId" and f."eventId" = h."eventId"
        ) then 'in_batch_duplicate'
      end as code
    from head as h
    join data.message_ids as m on m.workspace_id = h."workspaceId" and m.event_id = h."eventId"
    where h.at_home and not h.fresh
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'eventId', head."eventId",
        'status', case when not at_home then 'rejected' when fresh then 'accepted' else 'duplicate' end,
        'code', case when not at_home then 'wrong_home' else repeat.code end
      )
      order by ordinality
    ),
    '[]'
  )
  from head
  left join repeat using (ordinality)
$$;

create function api.ingest_events(batch jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  split data.ingest_split;
  repeats bigint[];
  woken data.wake_up[];
begin
  perform data.share_homes(array(select "workspaceId" from jsonb_populate_recordset(null::data.ingest_head, batch)));
  split := data.claim_message_ids(batch);
  repeats := array(select unnest(split.at_home) except select unnest(split.fresh));
  perform data.insert_signals(batch, split.fresh, repeats);
  woken := data.insert_events(batch, split.fresh);
  if cardinality(repeats) > 0 then
    perform data.tighten_repeats(batch, repeats);
  end if;
  if woken is not null then
    perform data.wake(woken);
  end if;
  return data.ingest_answers(batch, split);
end
$$;
grant execute on function api.ingest_events(jsonb) to tl_ingest;

reset role;
