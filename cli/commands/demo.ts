import type { Command } from 'commander'
import { runDemo } from '../demo/run-demo.ts'
import type { Io } from '../io.ts'
import { runningInstance } from '../running-instance.ts'
import { parseSettings } from '../settings.ts'

export function registerDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .description('send a shop day to the running instance and tell what each vendor got, and why not')
    .action(async () => {
      const { home } = parseSettings(io.env)
      await runDemo({ instance: await runningInstance(io, home), fetch: io.fetch, now: io.now, print: io.print })
    })
}
