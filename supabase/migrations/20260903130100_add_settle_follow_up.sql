-- What the vendor said of a request lands on all its deliveries that are still as they were accepted: one that was sent
-- anew meanwhile has a request of its own. A refusal moves delivered → dead, the only way out of delivered.
set role tl_owner;

create function api.settle_follow_up(workspace uuid, destination uuid, request text, said jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  asked data.follow_ups;
  changed integer;
begin
  delete from data.follow_ups as f
  where f.workspace_id = workspace and f.destination_id = destination and f.request_id = request
  returning f.* into asked;
  if not found then
    return 0;
  end if;
  with items as materialized (
    select * from unnest(asked.event_ids, asked.received_ats, asked.runs) as i (event_id, received_at, run)
  ), moved as (
    update data.deliveries as d
    set state = said ->> 'state', reason = said ->> 'reason'
    from items as i
    where d.workspace_id = workspace and d.destination_id = destination and d.event_id = i.event_id
      and d.received_at = i.received_at and d.run = i.run and d.state = 'delivered' and d.reason = 'accepted'
    returning d.event_id, d.received_at, d.run, d.attempts, d.state
  ), told as (
    update data.attempts as a
    set detail = left(concat_ws('; ', a.detail, said ->> 'detail'), 2048)
    from moved as m
    where a.workspace_id = workspace and a.destination_id = destination and a.event_id = m.event_id
      and a.received_at = m.received_at and a.run = m.run and a.attempt = m.attempts
  ), buried as (
    insert into data.dead_letters (workspace_id, event_id, received_at, destination_id, run, reason, purposes)
    select workspace, m.event_id, m.received_at, destination, m.run, said ->> 'reason', asked.purposes
    from moved as m
    where m.state = 'dead'
    on conflict do nothing
  )
  select count(*) into changed from moved;
  return changed;
end
$$;
grant execute on function api.settle_follow_up(uuid, uuid, text, jsonb) to tl_worker;

reset role;
