import { z } from 'zod'
import { type Region, regions } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import type { RegionAdminStore } from '../supabase/queries/ports.ts'
import { actorName, authorise } from './authorise.ts'
import type { Control } from './control.ts'
import { GivenId } from './fields.ts'
import { parseInput } from './parse-input.ts'
import { currentSnapshot } from './snapshot-verb.ts'

const EgressOrder = z.strictObject({
  /** Null = every workspace of the installation. */
  workspaceId: GivenId.nullable(),
  reason: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/, 'must be a word such as wrong_consent')
    .default('by_hand'),
})
type EgressOrder = z.infer<typeof EgressOrder>

export interface EgressDone {
  /** Where it took effect. */
  regions: Region[]
  /** Without a connection here: repeat it where there is one. */
  unreached: Region[]
}

/** Whose audit trail tells of what was done to all. */
export const everyWorkspace = '00000000-0000-0000-0000-000000000000'

/** Rests in the regions, like a pause: workers ask for it right before they write. */
export function egressVerb(
  action: 'stopEgress' | 'resumeEgress',
  act: (store: RegionAdminStore, order: EgressOrder) => Promise<void>,
) {
  return async (control: Control, rawInput: unknown): Promise<EgressDone> => {
    const order = parseInput(EgressOrder, rawInput)
    const { workspaceId, reason } = order
    authorise(control.actor, action, workspaceId)
    const wanted = workspaceId === null ? regions : [(await currentSnapshot(control, workspaceId)).region]
    const reached = wanted.flatMap((region) => reach(control, region))
    if (reached.length === 0) throw new UserError('no_database', `no connection to ${wanted.join(' or ')} here`)
    await control.store.audit(workspaceId ?? everyWorkspace, {
      actor: actorName(control.actor),
      action,
      target: workspaceId === null ? 'egress of every workspace' : 'egress',
      before: null,
      after: action === 'stopEgress' ? { reason } : null,
    })
    await Promise.all(reached.map(({ store }) => act(store, order)))
    const done = reached.map(({ region }) => region)
    return { regions: done, unreached: wanted.filter((region) => !done.includes(region)) }
  }
}

function reach(control: Control, region: Region): { region: Region; store: RegionAdminStore }[] {
  try {
    return [{ region, store: control.region(region) }]
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}
