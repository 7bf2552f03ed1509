-- Ends deliveries that still wait: out of the queue or their hold, terminal in the ledger, with the decision that ended
-- them. One that is leased is not touched: its worker decides again right before it writes.
set role tl_owner;

create type data.ending as (
  workspace_id uuid,
  event_id uuid,
  received_at timestamptz,
  destination_id uuid,
  run smallint,
  stage text,
  verdict text,
  mode text,
  reason text,
  gate text,
  config_version integer,
  policy_version integer,
  signals_id text,
  inputs_id text,
  jurisdiction jsonb,
  consent text,
  rule text,
  decided_at timestamptz,
  subject_key uuid
);

create function data.end_queued(endings data.ending[]) returns bigint
language plpgsql set search_path = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  ended bigint;
begin
  with wanted as materialized (
    select distinct on (workspace_id, event_id, destination_id, run) *
    from unnest(endings)
    order by workspace_id, event_id, destination_id, run
  ), locked as materialized (
    select w.*
    from wanted as w
    join data.queue as q using (workspace_id, event_id, destination_id, run)
    order by workspace_id, event_id, destination_id, run
    for update of q
  ), gone as (
    delete from data.queue as q using locked as l
    where q.workspace_id = l.workspace_id and q.event_id = l.event_id
      and q.destination_id = l.destination_id and q.run = l.run
    returning l.*
  ), forgotten as (
    delete from data.delivery_private as p using gone as g
    where p.workspace_id = g.workspace_id and p.event_id = g.event_id
      and p.destination_id = g.destination_id and p.run = g.run and p.received_at = g.received_at
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at,
      subject_key
    )
    select
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at,
      subject_key
    from gone
  ), ledger as (
    update data.deliveries as d
    set state = g.verdict, verdict = g.verdict, mode = g.mode, reason = g.reason, finished_at = clock_timestamp()
    from gone as g
    where d.workspace_id = g.workspace_id and d.event_id = g.event_id
      and d.destination_id = g.destination_id and d.run = g.run and d.received_at = g.received_at
    returning 1
  )
  select count(*) into ended from ledger;
  return ended + data.end_held(endings);
end
$$;

reset role;
