import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DevFile } from '../../cli/start/dev-file.ts'
import { until } from './until.ts'

/** TrackLayer as a person starts it: its own process on a home of its own, driven over HTTP only. */
export interface RunningApp {
  dev: DevFile
  home: string
  /** Everything the process wrote: its log. */
  output(): string
  /** The kernel's way; Postgres and all are killed with it. */
  kill(): Promise<void>
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Starts again on the same home after kill or stop. */
  again(): Promise<RunningApp>
  /** Stops and removes the home. */
  dispose(): Promise<void>
}

const command = join(import.meta.dirname, '../../cli/main.ts')

export async function startApp(env: Record<string, string> = {}): Promise<RunningApp> {
  return runOn(await mkdtemp(join(tmpdir(), 'tracklayer-app-')), env, [])
}

async function runOn(home: string, env: Record<string, string>, earlier: Buffer[]): Promise<RunningApp> {
  const child = spawn(process.execPath, [command, 'start'], {
    env: { ...process.env, NODE_ENV: 'test', PORT: '0', TRACKLAYER_HOME: home, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks = earlier
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const output = (): string => Buffer.concat(chunks).toString('utf8')
  const dev = await until('the ready file', async () => {
    if (child.exitCode !== null) throw new Error(`start ended with ${child.exitCode}:\n${output()}`)
    return readDev(join(home, 'dev.json'))
  })
  return {
    dev,
    home,
    output,
    async kill() {
      await killPostgres(home)
      child.kill('SIGKILL')
      await ended
    },
    stop: () => stopChild(child, ended),
    again: async () => {
      await rm(join(home, 'dev.json'), { force: true })
      return runOn(home, env, chunks)
    },
    async dispose() {
      await stopChild(child, ended)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** For starts that must fail: exit code and everything it said. */
export async function startAndFail(
  home: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [command, 'start'], {
    env: { ...process.env, NODE_ENV: 'test', PORT: '0', TRACKLAYER_HOME: home, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said: Buffer.concat(chunks).toString('utf8').trim() }
}

async function stopChild(child: ChildProcess, ended: Promise<number | null>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
  return ended
}

/** A pid from the file that Postgres itself wrote, so that no other test's server is hit. */
async function killPostgres(home: string): Promise<void> {
  const text = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (pid > 1) process.kill(pid, 'SIGKILL')
}

async function readDev(path: string): Promise<DevFile | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as DevFile)
}
