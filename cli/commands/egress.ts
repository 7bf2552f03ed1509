import type { Command } from 'commander'
import { resumeEgress } from '../../control/verbs/resume-egress.ts'
import { stopEgress } from '../../control/verbs/stop-egress.ts'
import { UserError } from '../../core/errors.ts'
import { type Io, show } from '../io.ts'
import { withControl } from '../with-control.ts'
import { workspaceNamed } from '../workspace-named.ts'

interface Options {
  workspace?: string
  all?: boolean
  reason?: string
  json?: boolean
}

export function registerEgress(program: Command, io: Io): void {
  const egress = program.command('egress').description('the emergency stop: nothing leaves, everything is kept')
  scoped(egress.command('stop').description('send nothing any more, within a second'))
    .option('--reason <word>', 'such as wrong_consent')
    .action((options: Options) => order(io, { verb: stopEgress, done: 'stopped' }, options))
  scoped(egress.command('resume').description('send again what waits')).action((options: Options) =>
    order(io, { verb: resumeEgress, done: 'resumed' }, options),
  )
}

function scoped(command: Command): Command {
  return command
    .option('--workspace <slug>', 'this one')
    .option('--all', 'every workspace of this installation')
    .option('--json')
}

async function order(
  io: Io,
  { verb, done }: { verb: typeof stopEgress; done: string },
  { workspace, all, reason, json }: Options,
): Promise<void> {
  if ((all === true) === (workspace !== undefined)) {
    throw new UserError('no_scope', 'say --workspace SLUG for one workspace or --all for every one')
  }
  const result = await withControl(io, async ({ control }) => {
    const workspaceId = all === true ? null : (await workspaceNamed(control, workspace)).workspaceId
    return verb(control, { workspaceId, ...(reason !== undefined && { reason }) })
  })
  const missed = result.unreached.map((region) => `${region} has no connection here: repeat it where it has`)
  show(
    io,
    { ...(json && { json }) },
    {
      value: { ...result, state: done },
      lines: () => [`egress ${done} for ${workspace ?? 'every workspace'} in ${result.regions.join(', ')}`, ...missed],
    },
  )
}
