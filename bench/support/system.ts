import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type postgres from 'postgres'
import { freePort } from '../../supabase/embedded/free-port.ts'
import { type Generated, generate, type Load, type Server, startServer } from './child.ts'
import { type Cluster, makeCluster } from './cluster.ts'
import { makePart, type Part } from './part.ts'
import { applyShops, makeDatabases, openSql } from './set-up.ts'
import { aShop, type DestinationSlug, type Shop } from './shops.ts'

/** TrackLayer as it is deployed – Postgres with fsync, an ingest process, a worker process – and a fast vendor. */
export interface System {
  shop: Shop
  ingest: Part
  worker: Part
  cluster: Cluster
  sink: Server
  /** The shop's region. */
  sql: postgres.Sql
  /** A database beside ours on the same server, for limits. */
  limitUrl: string
  post(path: string, load: Omit<Load, 'url' | 'authorization'>): Promise<Generated>
  close(): Promise<void>
}

export async function startSystem(destinations: readonly DestinationSlug[]): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'tracklayer-bench-'))
  // Postgres runs as another user when we are root.
  await chmod(folder, 0o755)
  const sink = await startServer('support/fast-sink.ts')
  const cluster = await makeCluster({ dataDirectory: join(folder, 'postgres') })
  await cluster.start()
  const urls = await makeDatabases(cluster, cluster)
  await makeLimits(cluster)
  const shop = aShop('bench', 'eu-central-1', destinations)
  const env: Record<string, string> = {
    CONTROL_DATABASE_URL: urls.control,
    EU_CENTRAL_1_DATABASE_URL: urls['eu-central-1'],
    US_EAST_1_DATABASE_URL: urls['us-east-1'],
    TRACKLAYER_MASTER_KEY: randomBytes(32).toString('base64'),
    TRACKLAYER_EGRESS_ALLOW: new URL(sink.url).host,
    NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? '',
  }
  await applyShops({ folder, shops: [shop], sinkUrl: sink.url, env })
  const port = await freePort()
  const ingest = makePart({ name: 'ingest', folder, env: { ...env, TRACKLAYER_ROLE: 'ingest', PORT: String(port) } })
  const worker = makePart({ name: 'worker', folder, env: { ...env, TRACKLAYER_ROLE: 'worker' } })
  const sql = openSql(urls['eu-central-1'])
  return {
    ...{ shop, ingest, worker, cluster, sink, sql, limitUrl: cluster.url('limits') },
    post: (path, load) =>
      generate({ ...load, url: `http://127.0.0.1:${port}${path}`, authorization: `Bearer ${shop.key}` }),
    async close() {
      await Promise.all([ingest.stop(), worker.stop()])
      sink.stop()
      await sql.end({ timeout: 1 })
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeLimits(cluster: Cluster): Promise<void> {
  const admin = openSql(cluster.url('postgres'))
  await admin`create database limits`
  await admin.end()
}
