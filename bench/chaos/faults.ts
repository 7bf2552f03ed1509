import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { faketimeLibrary } from './clock.ts'
import type { Manner } from './sink.ts'
import type { World } from './world.ts'

export interface Fault {
  name: string
  /** What is missing here, so that the round is left out by name; null = it can be struck. */
  missing(world: World): string | null
  /** Resolves once it has struck; what it returns ends it. */
  strike(world: World): Promise<() => Promise<void>>
}

const always = (): null => null
const nothing = async (): Promise<void> => undefined

export const faults: readonly Fault[] = [
  {
    name: 'ingest killed',
    missing: always,
    strike: async ({ ingest }) => {
      await ingest.kill()
      return () => ingest.start()
    },
  },
  {
    name: 'worker killed',
    missing: always,
    strike: async ({ workers: [worker] }) => {
      await worker.kill()
      return () => worker.start()
    },
  },
  {
    name: 'worker suspended for longer than a lease lives',
    missing: always,
    strike: async ({ workers: [worker] }) => {
      worker.suspend()
      return async () => {
        await pause(36_000)
        worker.wake()
      }
    },
  },
  {
    name: 'Postgres killed and started again at once',
    missing: always,
    strike: async ({ main }) => {
      await main.kill()
      await main.start()
      return nothing
    },
  },
  {
    name: 'everything killed',
    missing: always,
    strike: async ({ ingest, workers, main, other }) => {
      await Promise.all([ingest.kill(), ...workers.map((worker) => worker.kill()), main.kill(), other.kill()])
      return async () => {
        await Promise.all([main.start(), other.start()])
        await Promise.all([ingest.start(), ...workers.map((worker) => worker.start())])
      }
    },
  },
  {
    name: 'every database connection cut',
    missing: always,
    strike: async ({ main, other }) => {
      await Promise.all([main.cutConnections(), other.cutConnections()])
      return nothing
    },
  },
  {
    name: 'disk full, then room again',
    missing: ({ smallDisk }) => (smallDisk === null ? 'a disk of its own: run as root' : null),
    strike: async ({ smallDisk, other }) => {
      const filler = join(smallDisk ?? '', 'filler')
      fillDisk(filler)
      return async () => {
        await rm(filler)
        // Postgres ends itself when it cannot write its log; a supervisor starts it again.
        await other.start()
      }
    },
  },
  ...vendorFaults(),
  ...(['ingest', 'worker', 'postgres'] as const).flatMap((whose) => [
    clockFault(whose, 3600),
    clockFault(whose, -3600),
  ]),
]

function vendorFaults(): Fault[] {
  const manners: Record<string, Manner> = {
    'vendor hangs': 'hang',
    'vendor resets in the middle of its answer': 'reset_mid_body',
    'vendor answers 200 with an error in the body': 'error_in_200',
    'vendor answers 429 with Retry-After': 'throttle',
    'vendor answers 500': 'server_error',
    'vendor answers 413': 'too_large',
  }
  return Object.entries(manners).map(([name, manner]) => ({
    name,
    missing: always,
    strike: async ({ sink }) => {
      sink.behave('meta', manner)
      return async () => sink.behave('meta', 'ok')
    },
  }))
}

function clockFault(whose: 'ingest' | 'worker' | 'postgres', seconds: number): Fault {
  return {
    name: `clock of ${whose} stepped by ${seconds > 0 ? '+' : '−'}1 h`,
    missing: () => (faketimeLibrary === null ? 'libfaketime: apt-get install faketime' : null),
    strike: async ({ clocks }) => {
      await clocks[whose].stepTo(seconds)
      return () => clocks[whose].stepTo(0)
    },
  }
}

function fillDisk(file: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1M'], { stdio: 'ignore' })
  } catch {
    // dd ends with "no space left": that is what was wanted.
  }
}
