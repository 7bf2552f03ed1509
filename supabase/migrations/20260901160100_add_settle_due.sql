-- After a lease: who has more goes to the end of the line, who is empty leaves the index – but only when no ingest is
-- in flight for it (see wake), and after looking once more under that lock.
set role tl_owner;

create function data.settle_due(request jsonb, due data.due_destination[], leases data.leases[]) returns void
language plpgsql set search_path = '' as $$
declare
  head record;
  next_due timestamptz;
begin
  for head in
    select d.workspace_id, d.destination_id, coalesce(cardinality(l.items), 0) = d.share as has_more, d.share = 0 as full_up,
      d.probe and l.lease_id is not null as half_open
    from unnest(due) as d
    left join unnest(leases) as l using (workspace_id, destination_id)
  loop
    next_due := (request ->> 'now')::timestamptz;
    -- All its requests are in hands: whoever ends one wakes it, this is for the finish that overtook us.
    if head.full_up then
      next_due := next_due + interval '250 milliseconds';
    elsif not head.has_more and pg_try_advisory_xact_lock(20260901, data.destination_lock(head.destination_id)) then
      select coalesce(min(due_at), 'infinity') into next_due
      from data.queue
      where workspace_id = head.workspace_id and destination_id = head.destination_id;
    end if;
    update data.destination_queues
    set due_at = next_due, state = case when head.half_open then 'half_open' else state end
    where workspace_id = head.workspace_id and destination_id = head.destination_id
      and (due_at <> next_due or head.half_open);
  end loop;
end
$$;

create function api.lease_deliveries(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  egress_stopped uuid[] := array(select workspace_id from data.egress_stops);
  due data.due_destination[];
  leases data.leases[];
begin
  if data.every_workspace() = any (egress_stopped) then
    return '[]';
  end if;
  due := data.due_destinations(request, egress_stopped);
  if due is null then
    return '[]';
  end if;
  if exists (select from unnest(due) where slots is not null) then
    due := data.with_slots(due);
  end if;
  leases := data.take_shares(request, due);
  perform data.settle_due(request, due, leases);
  return coalesce((select jsonb_agg(lease_id) from unnest(leases)), '[]');
end
$$;
grant execute on function api.lease_deliveries(jsonb) to tl_worker;

reset role;
