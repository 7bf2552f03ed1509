import type { Command } from 'commander'
import { parse } from 'yaml'
import { exportConfig } from '../../control/export.ts'
import { UserError } from '../../core/errors.ts'
import { type Io, show } from '../io.ts'
import { withControl } from '../with-control.ts'

interface Options {
  workspace?: string[]
  json?: boolean
}

export function registerExport(program: Command, io: Io): void {
  program
    .command('export')
    .description('print the configuration as `apply` reads it; secrets as ${env:NAME}')
    .option('--workspace <slug...>', 'default: all')
    .option('--json')
    .action((options: Options) => exportAll(io, options))
}

async function exportAll(io: Io, options: Options): Promise<void> {
  const wanted = options.workspace ?? null
  const text = await withControl(io, async ({ control }) => {
    const known = (await control.store.workspaces()).map(({ slug }) => slug)
    const missing = wanted?.find((slug) => !known.includes(slug))
    if (missing !== undefined) throw new UserError('unknown_workspace', `there is no workspace ${missing}`)
    return exportConfig(control, wanted)
  })
  show(io, options, { value: parse(text), lines: () => [text.trimEnd()] })
}
