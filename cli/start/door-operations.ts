import { randomUUID } from 'node:crypto'
import type { Control } from '../../control/control.ts'
import { previewReplay } from '../../control/verbs/preview-replay.ts'
import { redriveDead } from '../../control/verbs/redrive-dead.ts'
import { startReplay } from '../../control/verbs/start-replay.ts'
import { stopReplay } from '../../control/verbs/stop-replay.ts'
import type { Region } from '../../core/config.ts'
import { UserError } from '../../core/errors.ts'
import type { MasterKey } from '../../core/keyring.ts'
import type { Operations } from '../../ingest/ports.ts'
import type { Region as RegionStores } from '../../supabase/queries/connect.ts'
import type { ControlStore } from '../../supabase/queries/ports.ts'
import { registryCatalogue } from '../catalogue.ts'

const verbs = { redriveDead, previewReplay, startReplay, stopReplay }

/** The verbs behind `/v1/ops/*`: a key acts as an editor of its own workspace, and the audit row names it. */
export function doorOperations(world: {
  control: ControlStore
  stores: ReadonlyMap<Region, Pick<RegionStores, 'admin'>>
  master: MasterKey
}): Operations {
  const region = (name: Region) => {
    const stores = world.stores.get(name)
    if (stores === undefined) throw new UserError('wrong_region', `${name} is not served here`)
    return stores.admin
  }
  const desk = {
    store: world.control,
    region,
    master: world.master,
    catalogue: registryCatalogue(),
    now: () => new Date(),
    newId: randomUUID,
  } satisfies Omit<Control, 'actor'>
  return (name, { keyId, workspaceId, input }) => {
    const control: Control = { ...desk, actor: { kind: 'key', id: keyId, role: 'editor', workspaceId } }
    return verbs[name](control, { ...input, workspaceId })
  }
}
