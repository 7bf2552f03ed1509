import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import { asUser } from './as-user.ts'
import type { Binaries } from './binaries.ts'
import { freePort } from './free-port.ts'
import type { RunAs } from './run-as.ts'
import { postgresSettings } from './settings.ts'

export interface PostmasterOptions {
  dataDirectory: string
  binaries: Binaries
  runAs: RunAs
  durable: boolean
  settings: Record<string, string>
}

export interface Postmaster {
  port: number
  stop(): Promise<void>
}

const startTimeoutMs = 60_000
/** Another program may take the free port between asking and binding; backends of a killed server need a moment to go. */
const startTries = 5

export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const started = await tryStart(options)
    if ('port' in started) return started
    if (attempt === startTries || !/could not bind|shared memory block|lock file/.test(started.failure)) {
      throw new UserError('postgres_failed', `The embedded Postgres did not start: ${started.failure}`)
    }
    await pause(300)
  }
}

async function tryStart(options: PostmasterOptions): Promise<Postmaster | { failure: string }> {
  const { dataDirectory, binaries, runAs, durable, settings } = options
  const port = await freePort()
  const logFile = `${dataDirectory}.log`
  const log = openLog(logFile)
  const logStart = statSync(logFile).size
  const { path, spawn: spawnOptions } = asUser(runAs, dataDirectory)
  const child = spawn(binaries.postgres, ['-D', path, ...postgresSettings({ port, durable, settings })], {
    ...spawnOptions,
    // Its own process group: Ctrl-C must reach us, who drain first, and not Postgres.
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const exited = exitOf(child)
  if (await becomesReady(dataDirectory, child)) return { port, stop: () => fastShutdown(child, exited) }
  child.kill('SIGQUIT')
  await exited
  return { failure: lastComplaint(readFileSync(logFile, 'utf8').slice(logStart)) }
}

/** A server that a killed run left behind: nobody else can own it, we hold the lock. */
export async function stopOrphan(dataDirectory: string, log: (line: string) => void): Promise<void> {
  const pid = postmasterPid(dataDirectory)
  if (pid === null || !isPostgres(pid)) return
  log('stopping the Postgres of a run that was killed')
  process.kill(pid, 'SIGINT')
  for (let waitedMs = 0; isPostgres(pid); waitedMs += 50) {
    if (waitedMs === 15_000) process.kill(pid, 'SIGQUIT')
    if (waitedMs > 30_000)
      throw new UserError(
        'orphan_postgres',
        `The Postgres of an earlier run (process ${pid}) does not stop: end it by hand.`,
      )
    await pause(50)
  }
}

async function fastShutdown(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.ref()
  child.kill('SIGINT')
  await exited
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done())
    child.once('error', () => done())
  })
}

/** The eighth line of postmaster.pid says `ready` once connections are taken (what pg_ctl waits for, too). */
async function becomesReady(dataDirectory: string, child: ChildProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += 20) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return false
    const lines = pidFileLines(dataDirectory)
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true
    await pause(20)
  }
  return false
}

function pidFileLines(dataDirectory: string): string[] {
  try {
    return readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function postmasterPid(dataDirectory: string): number | null {
  const pid = Number(pidFileLines(dataDirectory)[0])
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

/** The pid may have gone to another program since. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes('(postgres) ') && !isZombie(pid)
  } catch {
    return false
  }
}

function isZombie(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
}

const logBytesMax = 10_000_000

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return openSync(path, size > logBytesMax ? 'w' : 'a', 0o600)
}

function lastComplaint(log: string): string {
  const lines = log.trim().split('\n')
  return lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
}
