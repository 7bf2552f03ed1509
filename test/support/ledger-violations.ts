import type postgres from 'postgres'

/** Every non-terminal delivery waits in exactly one place, every terminal one in none. Empty = the ledger holds. */
export async function ledgerViolations(sql: postgres.Sql): Promise<postgres.RowList<postgres.Row[]>> {
  return sql`
    with waiting as (
      select workspace_id, event_id, destination_id, run, 'queue' as place from data.queue
      union all
      select l.workspace_id, i.event_id, l.destination_id, i.run, 'lease'
      from data.leases as l, unnest(l.items) as i
      union all
      select h.workspace_id, h.event_id, i.destination_id, i.run, 'hold'
      from data.holds as h, unnest(h.items) as i
    ), places as (
      select workspace_id, event_id, destination_id, run, count(*) as number, string_agg(place, '+') as place
      from waiting
      group by 1, 2, 3, 4
    )
    select d.event_id, d.state, p.place, p.number
    from data.deliveries as d
    full join places as p using (workspace_id, event_id, destination_id, run)
    where coalesce(p.number, 0) <> case when d.state in ('queued', 'held') then 1 else 0 end
      or (d.state = 'held') <> (coalesce(p.place, '') = 'hold')
  `
}
