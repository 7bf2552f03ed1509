import { createBreakerStore } from './breaker-store.ts'
import { createCapsStore } from './caps-store.ts'
import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { WorkerStore } from './ports.ts'
import type { FinishRecord, Lease, SendCheck } from './records.ts'

type LeaseOptions = Parameters<WorkerStore['lease']>[0]
type FinishAnswer = 'not_held' | 'open' | 'closed'

export function createWorkerStore(pool: Pool, clock: () => Date): WorkerStore {
  const held = new Set<string>()
  /** An answer was lost: the database may have leased us what we never heard of. */
  let mayHoldUnheard = false
  let leasing = 0
  return {
    timeMs: () => timeMs(pool),
    heartbeat: (workerId) =>
      pool.ask<{ workerId: string; counter: number }[]>(
        'heartbeat',
        (sql) => sql`select api.heartbeat(${workerId}::text) as answer`,
      ),
    lease: leaseAndRead,
    check: (request) =>
      pool.ask<SendCheck>(
        'check_send',
        (sql) => sql`select api.check_send(${JSON.stringify(request)}::text::jsonb) as answer`,
      ),
    finish: async (leaseId, records) => {
      const answer = await finishDeliveries(pool, leaseId, records).catch((error: unknown) => {
        // Nobody works on it any more, and a worker that lives is never reclaimed: the next lease takes it up again.
        held.delete(leaseId)
        mayHoldUnheard = true
        throw error
      })
      if (answer !== 'open') held.delete(leaseId)
      return answer !== 'not_held'
    },
    reclaim: (workerIds) =>
      pool.ask<number>(
        'reclaim_leases',
        (sql) => sql`
          select api.reclaim_leases(
            array(select jsonb_array_elements_text(${JSON.stringify(workerIds)}::text::jsonb)),
            ${clock().toISOString()}::text::timestamptz
          ) as answer
        `,
      ),
    ...createBreakerStore(pool),
    ...createCapsStore(pool),
    sweep: (now) =>
      pool.ask<number>('sweep_queues', (sql) => sql`select api.sweep_queues(${now}::text::timestamptz) as answer`),
  }

  async function leaseAndRead(options: LeaseOptions): Promise<Lease[]> {
    // Not while another call is under way: what it is about to hear would look unheard.
    const recovering = mayHoldUnheard && leasing === 0
    leasing++
    try {
      const leaseIds = recovering ? await unheard(options.workerId) : await take(options)
      const leases = leaseIds.length === 0 ? [] : await read(options.workerId, leaseIds)
      for (const { leaseId } of leases) held.add(leaseId)
      if (recovering) mayHoldUnheard = false
      return leases
    } catch (error) {
      mayHoldUnheard = true
      throw error
    } finally {
      leasing--
    }
  }

  async function unheard(workerId: string): Promise<string[]> {
    const all = await pool.ask<string[]>(
      'list_leases',
      (sql) => sql`select api.list_leases(${workerId}::text) as answer`,
    )
    return all.filter((leaseId) => !held.has(leaseId))
  }

  function take(options: LeaseOptions): Promise<string[]> {
    return pool.ask<string[]>(
      'lease_deliveries',
      (sql) => sql`select api.lease_deliveries(${JSON.stringify(options)}::text::jsonb) as answer`,
    )
  }

  function read(workerId: string, leaseIds: string[]): Promise<Lease[]> {
    return pool.ask<Lease[]>(
      'read_leases',
      (sql) => sql`select api.read_leases(${workerId}::text, ${uuids(leaseIds)}::text::uuid[]) as answer`,
    )
  }
}

function timeMs(pool: Pool): Promise<number> {
  return pool.ask('time', (sql) => sql`select extract(epoch from clock_timestamp())::float8 * 1000 as answer`)
}

function finishDeliveries(pool: Pool, leaseId: string, records: FinishRecord[]): Promise<FinishAnswer> {
  return pool.ask<FinishAnswer>(
    'finish_deliveries',
    (sql) => sql`
      select api.finish_deliveries(${leaseId}::text::uuid, ${JSON.stringify(records)}::text::jsonb) as answer
    `,
  )
}
