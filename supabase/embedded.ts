import postgres from 'postgres'
import { findBinaries } from './embedded/binaries.ts'
import { prepareCluster } from './embedded/cluster.ts'
import { takeLock } from './embedded/owner-lock.ts'
import { startPostmaster, stopOrphan } from './embedded/postmaster.ts'
import { runAsFor } from './embedded/run-as.ts'

export interface EmbeddedOptions {
  dataDirectory: string
  log?: (line: string) => void
  /** False only for tests: a crash of the machine may lose what was acknowledged. */
  durable?: boolean
  /** Postgres settings on top of ours. */
  settings?: Record<string, string>
}

export interface EmbeddedPostgres {
  url(database: string): string
  /** Creates the database when it is not there; returns its URL. */
  ensureDatabase(database: string): Promise<string>
  /** Fast shutdown; resolves when the last Postgres process is gone. */
  stop(): Promise<void>
}

/** One Postgres on 127.0.0.1 under a password of its own, living in `dataDirectory` and owned by this process. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, durable = true, log = () => undefined } = options
  const release = await takeLock(dataDirectory)
  try {
    const runAs = runAsFor(dataDirectory)
    const binaries = findBinaries(runAs)
    await stopOrphan(dataDirectory, log)
    const password = await prepareCluster({ dataDirectory, binaries, runAs, durable, log })
    const server = await startPostmaster({ dataDirectory, binaries, runAs, durable, settings: options.settings ?? {} })
    const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${server.port}/${database}`
    return {
      url,
      ensureDatabase: (database) => ensureDatabase(url('postgres'), database).then(() => url(database)),
      stop: () => server.stop().finally(release),
    }
  } catch (error) {
    await release()
    throw error
  }
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  try {
    const [found] = await sql`select 1 from pg_catalog.pg_database where datname = ${database}`
    if (!found) await sql`create database ${sql(database)}`
  } finally {
    await sql.end()
  }
}
