import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { start } from '../start/start.ts'

export function registerStart(program: Command, io: Io): void {
  program
    .command('start')
    .description('run ingest, workers and, outside production, the sandbox and a demo workspace per region')
    .action(async () => {
      const running = await start(io)
      await untilAskedToStop()
      io.note('stopping: answering what is here, finishing what is leased …')
      await running.stop()
    })
}

/** A second Ctrl-C ends the process at once; Postgres and every acknowledged event survive that, too. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
