import type { Command } from 'commander'
import { pauseDestination } from '../../control/verbs/pause-destination.ts'
import { resumeDestination } from '../../control/verbs/resume-destination.ts'
import { type Io, show } from '../io.ts'
import { withControl } from '../with-control.ts'
import { workspaceNamed } from '../workspace-named.ts'

interface Options {
  workspace?: string
  reason?: string
  json?: boolean
}

export function registerPause(program: Command, io: Io): void {
  program
    .command('pause')
    .argument('<destination>', 'slug or id')
    .description('send nothing there until it is resumed; the work is kept')
    .option('--reason <word>', 'such as vendor_outage')
    .option('--workspace <slug>', 'needed when there are several')
    .option('--json')
    .action((destination: string, options: Options) =>
      setState(io, { destination, verb: pauseDestination, done: 'paused' }, options),
    )
}

export function registerResume(program: Command, io: Io): void {
  program
    .command('resume')
    .argument('<destination>', 'slug or id')
    .description('send again what waits there')
    .option('--workspace <slug>', 'needed when there are several')
    .option('--json')
    .action((destination: string, options: Options) =>
      setState(io, { destination, verb: resumeDestination, done: 'resumed' }, options),
    )
}

async function setState(
  io: Io,
  call: { destination: string; verb: typeof pauseDestination; done: string },
  { workspace, reason, json }: Options,
): Promise<void> {
  const { destination, verb, done } = call
  const result = await withControl(io, async ({ control }) => {
    const { workspaceId } = await workspaceNamed(control, workspace)
    return verb(control, { workspaceId, destination, reason })
  })
  show(io, { ...(json && { json }) }, { value: { ...result, state: done }, lines: () => [`${destination} ${done}`] })
}
