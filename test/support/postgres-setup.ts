import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../supabase/embedded.ts'
import { migrate } from '../../supabase/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner URL of the run's Postgres, without a database name. */
    postgresUrl: string
  }
}

export const templateDatabase = 'tracklayer_template'
const prefix = 'tracklayer-test-'

let stop = async (): Promise<void> => undefined

/** One Postgres for the whole run, with one migrated database that tests copy. Nothing survives the run. */
export async function setup(project: TestProject): Promise<void> {
  removeLeftovers()
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const server = await startEmbeddedPostgres({
    dataDirectory: join(directory, 'pg'),
    durable: false,
    settings: { max_connections: '300', shared_buffers: '128MB', autovacuum: 'off' },
  })
  await makeTemplate(await server.ensureDatabase(templateDatabase), server.url('postgres'))
  project.provide('postgresUrl', server.url(''))
  stop = async () => {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

export async function teardown(): Promise<void> {
  await stop()
}

async function makeTemplate(url: string, adminUrl: string): Promise<void> {
  const yesterday = new Date(Date.now() - 86_400_000)
  await migrate(url, { now: yesterday, daysAhead: 3 })
  const sql = postgres(adminUrl, { max: 1 })
  await sql`alter database ${sql(templateDatabase)} with is_template true allow_connections false`
  await sql.end()
}

/** Of runs that were killed. Their Postgres, if it still runs, loses its directory and stops by itself. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split('-')[0])
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
