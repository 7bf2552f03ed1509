import { type Bench, type BenchLine, type BenchOptions, lineOf } from './bench.ts'
import { sqlIngestEventsPerSecond } from './limits/sql-ingest.ts'
import { aBatchBody, anOrderBody } from './support/an-order.ts'
import { generate, startServer } from './support/child.ts'
import { withCpuShares } from './support/cpu.ts'
import { inPairs } from './support/pairs.ts'
import { type System, startSystem } from './support/system.ts'

export const ingestBenches: readonly Bench[] = [
  { name: 'ingest.batch20', run: batch20 },
  { name: 'ingest.single', run: single },
]

const batchSize = 20
const threeDestinations = ['meta', 'meta-2', 'webhook'] as const

/** Batches of 20 with hashing, sealing, decision and three deliveries each, against what Postgres alone takes. */
async function batch20(options: BenchOptions): Promise<BenchLine> {
  const system = await startSystem(threeDestinations)
  const bare = await startServer('limits/bare-server.ts')
  try {
    await system.ingest.start()
    const load = { body: aBatchBody(batchSize), connections: 16, seconds: options.seconds }
    const ceiling = await generate({ ...load, url: bare.url, seconds: 2 })
    await system.post('/v1/batch', { ...load, seconds: 4 })
    let shares: Record<string, number> = {}
    const measured = await inPairs(options.pairs, {
      limit: () => bestOfConnections(system, options.seconds),
      value: async () => {
        const { result, shares: taken } = await withCpuShares(pidsOf(system), () => system.post('/v1/batch', load))
        shares = { ...taken, 'cpu generator': result.cpuShare, 'ack p50 ms': result.p50Ms, 'ack p99 ms': result.p99Ms }
        return result.requestsPerSecond * batchSize
      },
    })
    return lineOf({
      ...{ bench: 'ingest.batch20', ...measured, unit: 'events/s' },
      limitName: 'Postgres alone: multi-row SQL in batches of 500, best of 1, 2, 4 connections',
      config: {
        ...{ ...options, batchSize, deliveries: 3, connections: 16, ...shares },
        'generator ceiling events/s': Math.round(ceiling.requestsPerSecond * batchSize),
      },
    })
  } finally {
    bare.stop()
    await system.close()
  }
}

/** One event a request from 64 connections, against bare node:http that only parses the same JSON. */
async function single(options: BenchOptions): Promise<BenchLine> {
  const system = await startSystem(threeDestinations)
  const bare = await startServer('limits/bare-server.ts')
  try {
    await system.ingest.start()
    const load = { body: anOrderBody(), connections: 64, seconds: options.seconds }
    await system.post('/v1/track', { ...load, seconds: 4 })
    let shares: Record<string, number> = {}
    const measured = await inPairs(options.pairs, {
      limit: async () => (await generate({ ...load, url: bare.url })).requestsPerSecond,
      value: async () => {
        const { result, shares: taken } = await withCpuShares(pidsOf(system), () => system.post('/v1/track', load))
        shares = { ...taken, 'cpu generator': result.cpuShare, 'ack p50 ms': result.p50Ms, 'ack p99 ms': result.p99Ms }
        return result.requestsPerSecond
      },
    })
    return lineOf({
      ...{ bench: 'ingest.single', ...measured, unit: 'requests/s' },
      limitName: 'bare node:http that parses the same JSON; the generator sends no more than that, either',
      config: { ...options, deliveries: 3, connections: 64, ...shares },
    })
  } finally {
    bare.stop()
    await system.close()
  }
}

async function bestOfConnections({ limitUrl }: System, seconds: number): Promise<number> {
  const rates: number[] = []
  for (const connections of [1, 2, 4]) {
    rates.push(await sqlIngestEventsPerSecond({ url: limitUrl, connections, seconds: seconds / 3 }))
  }
  return Math.max(...rates)
}

function pidsOf({ ingest, cluster }: System): Record<string, number | null> {
  return { ingest: ingest.pid(), postgres: cluster.pid() }
}
