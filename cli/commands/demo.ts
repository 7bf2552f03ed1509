import { join } from 'node:path'
import type { Command } from 'commander'
import { runDemo } from '../demo/run-demo.ts'
import type { Io } from '../io.ts'
import { parseSettings } from '../settings.ts'
import { readDevFile } from '../start/dev-file.ts'

export function registerDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .description('send a shop day to the running instance and tell what each vendor got, and why not')
    .action(async () => {
      const { home } = parseSettings(io.env)
      const dev = await readDevFile(io.readFile, join(home, 'dev.json'))
      await runDemo({ dev, fetch: io.fetch, now: io.now, print: io.print })
    })
}
