import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { asUser } from '../../supabase/embedded/as-user.ts'
import { findBinaries } from '../../supabase/embedded/binaries.ts'
import { prepareCluster } from '../../supabase/embedded/cluster.ts'
import { freePort } from '../../supabase/embedded/free-port.ts'
import { runAsFor } from '../../supabase/embedded/run-as.ts'
import { postgresSettings } from '../../supabase/embedded/settings.ts'

/** A Postgres that can be killed and comes back at the same address, fsync on. */
export interface Cluster {
  url(database: string): string
  /** The server's first process; the others are its children. */
  pid(): number | null
  start(): Promise<void>
  /** The kernel's way, with every backend. */
  kill(): Promise<void>
  /** Every client's connection but ours is ended by the server. */
  cutConnections(): Promise<void>
  stop(): Promise<void>
}

export interface ClusterOptions {
  dataDirectory: string
  /** On top of the server's own: a stepped clock. */
  env?: Record<string, string>
  settings?: Record<string, string>
}

export async function makeCluster({ dataDirectory, env = {}, settings = {} }: ClusterOptions): Promise<Cluster> {
  await mkdir(dataDirectory, { recursive: true })
  const runAs = runAsFor(dataDirectory)
  const binaries = findBinaries(runAs)
  const password = await prepareCluster({ dataDirectory, binaries, runAs, durable: true, log: () => undefined })
  const port = await freePort()
  const url = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  let child: ChildProcess | null = null

  function launch(): ChildProcess {
    const log = openSync(`${dataDirectory}.log`, 'a', 0o600)
    const { path, spawn: options } = asUser(runAs, dataDirectory)
    const launched = spawn(binaries.postgres, ['-D', path, ...postgresSettings({ port, durable: true, settings })], {
      ...options,
      env: { ...options.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    launched.once('exit', () => {
      if (child === launched) child = null
    })
    return launched
  }

  async function start(): Promise<void> {
    for (let tries = 0; tries < 240; tries += 1) {
      child ??= launch()
      if (await answers(url('postgres'))) return
      await pause(250)
    }
    throw new Error('a Postgres did not come back within a minute')
  }

  return {
    url,
    pid: () => child?.pid ?? null,
    start,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGINT'),
    async cutConnections() {
      const sql = postgres(url('postgres'), { max: 1, onnotice: () => undefined })
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`
      await sql.end()
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function end(child: ChildProcess | null, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  if (child === null || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  // Killed alone, the postmaster would leave its backends to finish what they do.
  process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal)
  await gone
}
