import type { Command } from 'commander'
import { appliedLines, apply } from '../../control/apply.ts'
import { UserError } from '../../core/errors.ts'
import { type Io, show } from '../io.ts'
import { withControl } from '../with-control.ts'

interface Options {
  dryRun?: boolean
  prune?: boolean
  json?: boolean
}

export function registerApply(program: Command, io: Io): void {
  program
    .command('apply')
    .argument('<file>', 'YAML, see docs/config.md')
    .description('make the configuration what the file says, and show the difference')
    .option('--dry-run', 'show the difference and write nothing')
    .option('--prune', 'remove what is there and not in the file')
    .option('--json')
    .action((file: string, options: Options) => applyFile(io, file, options))
}

async function applyFile(io: Io, file: string, options: Options): Promise<void> {
  const text = await io.readFile(file).catch(() => {
    throw new UserError('unreadable_file', `${file} cannot be read`)
  })
  const { dryRun = false, prune = false } = options
  const applied = await withControl(io, ({ control }) => apply(control, { text, env: io.env, dryRun, prune }))
  show(io, options, { value: applied, lines: () => appliedLines(applied) })
  if (dryRun) io.note('nothing was written (--dry-run)')
}
