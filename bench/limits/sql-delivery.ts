import postgres from 'postgres'

/**
 * Lease and finish alone in SQL: a queue of narrow rows and a ledger, batches of 200 of one destination, nothing read of
 * the events and nobody told.
 */
export async function sqlDeliveriesPerSecond(options: {
  url: string
  connections: number
  rows: number
}): Promise<number> {
  const sql = postgres(options.url, { max: options.connections, onnotice: () => undefined })
  try {
    await makeBacklog(sql, options.rows)
    const startedMs = performance.now()
    await Promise.all(Array.from({ length: options.connections }, () => drain(sql)))
    return (options.rows * 1000) / (performance.now() - startedMs)
  } finally {
    await sql`drop table if exists limit_queue, limit_leases, limit_ledger`
    await sql.end()
  }
}

const batchSize = 200

async function makeBacklog(sql: postgres.Sql, rows: number): Promise<void> {
  await sql`drop table if exists limit_queue, limit_leases, limit_ledger`
  await sql`create table limit_queue (event_id uuid primary key, destination_id integer not null, due_at timestamptz not null)`
  await sql`create index on limit_queue (destination_id, due_at)`
  await sql`create table limit_leases (lease_id uuid primary key default gen_random_uuid(), items uuid[] not null)`
  await sql`
    create table limit_ledger (
      event_id uuid primary key, state text not null, attempts smallint not null, finished_at timestamptz
    )`
  await sql`insert into limit_ledger select gen_random_uuid(), 'queued', 0 from generate_series(1, ${rows}::int)`
  await sql`insert into limit_queue select event_id, 1, now() from limit_ledger`
  await sql`analyze limit_queue`
  await sql`analyze limit_ledger`
}

async function drain(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [lease] = await sql<{ lease_id: string; items: string[] }[]>`
      with taken as (
        delete from limit_queue where event_id = any (array(
          select event_id from limit_queue where destination_id = 1 and due_at <= now()
          order by due_at limit ${batchSize} for update skip locked
        ))
        returning event_id
      )
      insert into limit_leases (items) select array_agg(event_id) from taken having count(*) > 0
      returning lease_id, items`
    if (lease === undefined) return
    await sql.begin(async (tx) => {
      await tx`delete from limit_leases where lease_id = ${lease.lease_id}`
      await tx`
        update limit_ledger set state = 'delivered', attempts = attempts + 1, finished_at = clock_timestamp()
        where event_id = any (${lease.items}::uuid[])`
    })
  }
}
