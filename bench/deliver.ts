import { setTimeout as pause } from 'node:timers/promises'
import { type Bench, type BenchLine, type BenchOptions, lineOf } from './bench.ts'
import { sqlDeliveriesPerSecond } from './limits/sql-delivery.ts'
import { aBatchBody, anOrderBody } from './support/an-order.ts'
import { generate } from './support/child.ts'
import { withCpuShares } from './support/cpu.ts'
import { inPairs } from './support/pairs.ts'
import { type System, startSystem } from './support/system.ts'

export const deliverBenches: readonly Bench[] = [
  { name: 'deliver.batch', run: batching },
  { name: 'deliver.single', run: oneByOne },
]

const batchSize = 20
const connectionsTried = [1, 2, 4, 8, 16, 32, 64]

/** A backlog to a vendor that takes many events a request, against lease and finish alone in SQL. */
function batching(options: BenchOptions): Promise<BenchLine> {
  return measure(options, {
    bench: 'deliver.batch',
    destination: 'meta',
    limitName: 'lease and finish alone: SQL on a minimal schema, best of 1, 2, 4 connections',
    limit: async ({ limitUrl }) => {
      const rates: number[] = []
      for (const connections of [1, 2, 4]) {
        rates.push(await sqlDeliveriesPerSecond({ url: limitUrl, connections, rows: eventsIn(options) }))
      }
      return Math.max(...rates)
    },
  })
}

/** A backlog to a vendor that takes one event a request, against undici alone to the same vendor. */
function oneByOne(options: BenchOptions): Promise<BenchLine> {
  return measure(options, {
    bench: 'deliver.single',
    destination: 'webhook',
    limitName: 'undici alone to the same vendor, best of 1–64 connections',
    limit: async ({ sink }) => {
      const seconds = options.seconds / connectionsTried.length
      const rates: number[] = []
      for (const connections of connectionsTried) {
        const load = { url: `${sink.url}/limit`, body: anOrderBody(), connections, seconds }
        rates.push((await generate(load)).requestsPerSecond)
      }
      return Math.max(...rates)
    },
  })
}

interface Kind {
  bench: string
  destination: 'meta' | 'webhook'
  limitName: string
  limit(system: System): Promise<number>
}

async function measure(options: BenchOptions, { bench, destination, limitName, limit }: Kind): Promise<BenchLine> {
  const system = await startSystem([destination])
  try {
    await system.ingest.start()
    let shares: Record<string, number> = {}
    const measured = await inPairs(options.pairs, {
      limit: () => limit(system),
      value: async () => {
        await addBacklog(system, eventsIn(options))
        const before = await receivedBy(system)
        const goal = before + (await waitingIn(system))
        await system.worker.start()
        const pids = { worker: system.worker.pid(), postgres: system.cluster.pid(), sink: system.sink.pid }
        const { result, shares: taken } = await withCpuShares(pids, () => drained(system, { before, goal }))
        shares = taken
        await system.worker.stop()
        return result
      },
    })
    const config = { ...options, backlog: eventsIn(options), ...shares }
    return lineOf({ bench, ...measured, unit: 'deliveries/s', limitName, config })
  } finally {
    await system.close()
  }
}

/** As long as the other benches measure, at a rate of some thousands. */
function eventsIn({ seconds }: BenchOptions): number {
  return seconds * 2_000
}

/** By the door that everyone uses, while no worker runs. */
async function addBacklog(system: System, events: number): Promise<void> {
  while ((await waitingIn(system)) < events) {
    await system.post('/v1/batch', { body: aBatchBody(batchSize), connections: 8, seconds: 1 })
  }
}

async function waitingIn({ sql }: System): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from data.queue`
  return row?.count ?? 0
}

/** Events a second from the first that arrives to the last. */
async function drained(system: System, { before, goal }: { before: number; goal: number }): Promise<number> {
  let first: { count: number; atMs: number } | null = null
  for (;;) {
    const count = await receivedBy(system)
    const atMs = performance.now()
    if (first === null && count > before) first = { count, atMs }
    if (first !== null && count >= goal) return ((count - first.count) * 1000) / (atMs - first.atMs)
    await pause(20)
  }
}

async function receivedBy({ sink }: System): Promise<number> {
  const told = (await (await fetch(`${sink.url}/count`)).json()) as { events: number }
  return told.events
}
