import type { Command } from 'commander'
import { currentSnapshot } from '../../control/snapshot-verb.ts'
import { UserError } from '../../core/errors.ts'
import { destinationFor } from '../../destinations/registry.ts'
import { verifyDestination } from '../../workers/verify-destination.ts'
import { type Io, show } from '../io.ts'
import { openSender } from '../open-sender.ts'
import { runningInstanceIfAny } from '../running-instance.ts'
import { parseSettings } from '../settings.ts'
import { type Desk, withControl } from '../with-control.ts'
import { workspaceNamed } from '../workspace-named.ts'

interface Options {
  workspace?: string
  json?: boolean
}

export function registerVerify(program: Command, io: Io): void {
  program
    .command('verify')
    .argument('<destination>', 'slug or id')
    .description('send the vendor’s own test call and print its words; nothing counts there')
    .option('--workspace <slug>', 'needed when there are several')
    .option('--json')
    .action((destination: string, options: Options) => verify(io, destination, options))
}

async function verify(io: Io, named: string, options: Options): Promise<void> {
  const said = await withControl(io, (desk) => askVendor(io, desk, { named, workspace: options.workspace }))
  const { destination, accepted, words } = said
  const lines = () => [`${destination}: ${accepted ? 'accepted' : 'not accepted'}`, ...words.split('\n')]
  show(io, options, { value: said, lines })
  if (!accepted) throw new UserError('not_accepted', `the vendor did not accept the test call of ${destination}`)
}

async function askVendor(io: Io, desk: Desk, of: { named: string; workspace: string | undefined }) {
  const { workspaceId } = await workspaceNamed(desk.control, of.workspace)
  const snapshot = await currentSnapshot(desk.control, workspaceId)
  const destination = snapshot.destinations.find(({ id, slug }) => id === of.named || slug === of.named)
  if (destination === undefined) throw new UserError('unknown_destination', `there is no destination ${of.named}`)
  const sender = openSender(await egressAllow(io))
  const deps = {
    destinationFor,
    keyProvider: desk.control.master,
    sender,
    tokens: desk.tokens(snapshot.region),
    now: io.now,
  }
  try {
    const word = await verifyDestination({ destination, snapshot }, deps)
    return { destination: destination.slug, type: destination.type, ...word }
  } finally {
    await sender.close()
  }
}

/** What the running instance lets through: the operator's list and, outside production, its own fake vendors. */
async function egressAllow(io: Io): Promise<string[]> {
  const settings = parseSettings(io.env)
  const running = settings.production ? null : await runningInstanceIfAny(io, settings.home)
  const sandboxUrl = running?.sandboxUrl ?? null
  return sandboxUrl === null ? settings.egressAllow : [...settings.egressAllow, new URL(sandboxUrl).host]
}
