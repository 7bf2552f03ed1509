import postgres from 'postgres'

/**
 * What Postgres alone takes: a fixed minimal schema, an event of 1.2 kB and three narrow delivery rows, plain multi-row
 * statements, batches of 500, synchronous_commit as the server has it. No HTTP, no hashing, no dedup table, no queue.
 */
export async function sqlIngestEventsPerSecond(options: {
  /** A database of its own; tables are made and dropped here. */
  url: string
  connections: number
  seconds: number
}): Promise<number> {
  const sql = postgres(options.url, { max: options.connections, onnotice: () => undefined })
  try {
    await sql`drop table if exists limit_deliveries, limit_events`
    await sql`create table limit_events (id uuid primary key, received_at timestamptz not null, body jsonb not null)`
    await sql`
      create table limit_deliveries (
        event_id uuid not null, destination_id integer not null, state text not null,
        primary key (event_id, destination_id)
      )`
    return await measure(sql, options)
  } finally {
    await sql`drop table if exists limit_deliveries, limit_events`
    await sql.end()
  }
}

const batchSize = 500

async function measure(sql: postgres.Sql, { connections, seconds }: { connections: number; seconds: number }) {
  const body = JSON.stringify({ text: 'x'.repeat(1_180) })
  const startedMs = performance.now()
  const endsMs = startedMs + seconds * 1000
  let events = 0
  async function lane(): Promise<void> {
    while (performance.now() < endsMs) {
      await insertBatch(sql, body)
      events += batchSize
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  return (events * 1000) / (performance.now() - startedMs)
}

async function insertBatch(sql: postgres.Sql, body: string): Promise<void> {
  const ids = Array.from({ length: batchSize }, () => crypto.randomUUID())
  const bodies = ids.map(() => body)
  await sql.begin(async (tx) => {
    await tx`
      insert into limit_events (id, received_at, body)
      select id, now(), body from unnest(${ids}::uuid[], ${bodies}::text[]::jsonb[]) as t(id, body)`
    await tx`
      insert into limit_deliveries (event_id, destination_id, state)
      select id, destination, 'queued' from unnest(${ids}::uuid[]) as id, generate_series(1, 3) as destination`
  })
}
