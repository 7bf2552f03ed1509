import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { Region } from '../../core/config.ts'
import { freePort } from '../../supabase/embedded/free-port.ts'
import { type Cluster, makeCluster } from '../support/cluster.ts'
import { makePart, type Part } from '../support/part.ts'
import { applyShops, makeDatabases, openSql } from '../support/set-up.ts'
import { aShop, type Shop } from '../support/shops.ts'
import { type Clock, clockOf } from './clock.ts'
import type { Sink } from './sink.ts'

/** Everything of TrackLayer as separate processes, each of which can be hurt alone. */
export interface World {
  folder: string
  shops: readonly Shop[]
  ingestUrl: string
  sink: Sink
  ingest: Part
  workers: readonly [Part, Part]
  /** Control and the European region. */
  main: Cluster
  /** The American region; on a small disk of its own when root. */
  other: Cluster
  clocks: Record<'ingest' | 'worker' | 'postgres', Clock>
  /** Null = not root: no disk of its own can be made. */
  smallDisk: string | null
  regions: Record<Region, postgres.Sql>
  logFiles(): string[]
  close(): Promise<void>
}

const smallDiskMegabytes = 700

export async function makeWorld(sink: Sink): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'tracklayer-chaos-'))
  // Postgres runs as another user when we are root.
  await chmod(folder, 0o755)
  const clocks = {
    ingest: await clockOf(folder, 'ingest'),
    worker: await clockOf(folder, 'worker'),
    postgres: await clockOf(folder, 'postgres'),
  }
  const smallDisk = await mountSmallDisk(join(folder, 'small-disk'))
  const main = await makeCluster({ dataDirectory: join(folder, 'main'), env: clocks.postgres.env })
  const other = await makeCluster({
    dataDirectory: join(smallDisk ?? folder, 'other'),
    settings: { max_wal_size: '96MB', min_wal_size: '32MB', shared_buffers: '64MB' },
  })
  await Promise.all([main.start(), other.start()])
  const urls = await makeDatabases(main, other)
  // Two shops share a region, so that a row of one could get into the other; the third has a region of its own.
  const shops = (['eu-central-1', 'eu-central-1', 'us-east-1'] as const).map((region, index) =>
    aShop(`shop-${index + 1}`, region, ['webhook', 'meta']),
  )
  const env: Record<string, string> = {
    CONTROL_DATABASE_URL: urls.control,
    EU_CENTRAL_1_DATABASE_URL: urls['eu-central-1'],
    US_EAST_1_DATABASE_URL: urls['us-east-1'],
    TRACKLAYER_MASTER_KEY: randomBytes(32).toString('base64'),
    TRACKLAYER_EGRESS_ALLOW: new URL(sink.url).host,
  }
  await applyShops({ folder, shops, sinkUrl: sink.url, env })
  const port = await freePort()
  const ingest = makePart({
    name: 'ingest',
    folder,
    env: { ...env, ...clocks.ingest.env, TRACKLAYER_ROLE: 'ingest', PORT: String(port) },
  })
  const workers = [
    makePart({ name: 'worker-1', folder, env: { ...env, ...clocks.worker.env, TRACKLAYER_ROLE: 'worker' } }),
    makePart({ name: 'worker-2', folder, env: { ...env, TRACKLAYER_ROLE: 'worker' } }),
  ] as const
  await Promise.all([ingest, ...workers].map((part) => part.start()))
  const regions = {
    'eu-central-1': openSql(urls['eu-central-1']),
    'us-east-1': openSql(urls['us-east-1']),
  }
  return {
    ...{ folder, shops, sink, ingest, workers, main, other, clocks, smallDisk, regions },
    ingestUrl: `http://127.0.0.1:${port}`,
    logFiles: () => [ingest, ...workers].map(({ logFile }) => logFile),
    async close() {
      await Promise.all([ingest, ...workers].map((part) => part.stop()))
      await Promise.all(Object.values(regions).map((sql) => sql.end({ timeout: 1 })))
      await Promise.all([main.stop(), other.stop()])
      if (smallDisk !== null) execFileSync('umount', [smallDisk])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function mountSmallDisk(folder: string): Promise<string | null> {
  if (process.getuid?.() !== 0) return null
  await mkdir(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${smallDiskMegabytes}m,mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    return null
  }
}
