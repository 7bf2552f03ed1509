import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const command = join(import.meta.dirname, '../../cli/main.ts')

/** One TrackLayer process, as compose starts it: a role and an environment. */
export interface Part {
  name: string
  logFile: string
  pid(): number | null
  start(): Promise<void>
  kill(): Promise<void>
  /** Ctrl-C. */
  stop(): Promise<void>
  /** Stops the process where it stands; it comes back not knowing that time passed. */
  suspend(): void
  wake(): void
}

export function makePart(options: { name: string; folder: string; env: Record<string, string> }): Part {
  const { name, folder, env } = options
  const home = join(folder, `home-${name}`)
  const logFile = join(folder, `${name}.log`)
  let child: ChildProcess | null = null

  async function end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const ending = child
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await gone
  }

  async function start(): Promise<void> {
    const ready = join(home, 'dev.json')
    for (let tries = 0; tries < 60; tries += 1) {
      await rm(ready, { force: true })
      const launched = launch({ env, home, logFile })
      child = launched
      if (await becomesReady(launched, ready)) return
      // A database that is away, or a clock that stands elsewhere: a supervisor would try again, too.
      await pause(500)
    }
    throw new Error(`${name} did not become ready: see ${logFile}`)
  }

  return {
    name,
    logFile,
    pid: () => child?.pid ?? null,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    suspend: () => void child?.kill('SIGSTOP'),
    wake: () => void child?.kill('SIGCONT'),
  }
}

function launch(options: { env: Record<string, string>; home: string; logFile: string }): ChildProcess {
  const log = createWriteStream(options.logFile, { flags: 'a' })
  const launched = spawn(process.execPath, [command, 'start'], {
    env: { PATH: process.env.PATH, ...options.env, TRACKLAYER_HOME: options.home, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  launched.stdout.pipe(log, { end: false })
  launched.stderr.pipe(log, { end: false })
  return launched
}

async function becomesReady(child: ChildProcess, file: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    if (child.exitCode !== null || child.signalCode !== null) return false
    if (
      await readFile(file).then(
        () => true,
        () => false,
      )
    )
      return true
    await pause(50)
  }
  child.kill('SIGKILL')
  return false
}
