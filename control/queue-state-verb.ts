import { z } from 'zod'
import { actorName, authorise, type VerbName } from './authorise.ts'
import type { Control } from './control.ts'
import { GivenId } from './fields.ts'
import { parseInput } from './parse-input.ts'
import { partBySlug } from './slots.ts'
import { currentSnapshot } from './snapshot-verb.ts'

export const SetQueueState = z.strictObject({
  workspaceId: GivenId,
  /** Slug or id. */
  destination: z.string(),
  reason: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/, 'must be a word such as vendor_outage')
    .default('by_hand'),
})

/** The queue's state rests in the region, not in the document: a pause holds whatever version is read. */
export function setQueueStateVerb(action: VerbName, state: 'runnable' | 'paused') {
  return async (control: Control, rawInput: unknown): Promise<{ destinationId: string }> => {
    const { workspaceId, destination, reason } = parseInput(SetQueueState, rawInput)
    authorise(control.actor, action, workspaceId)
    const { region, destinations } = await currentSnapshot(control, workspaceId)
    const { id, slug } =
      destinations.find((one) => one.id === destination) ?? partBySlug(destinations, destination, 'destination')
    const stored = state === 'paused' ? reason : null
    // Written ahead: a change without its audit row is worse than a row whose change has to be repeated.
    await control.store.audit(workspaceId, {
      actor: actorName(control.actor),
      action,
      target: `destination ${slug}`,
      before: null,
      after: { state, reason: stored },
    })
    await control.region(region).setQueueState(id, workspaceId, state, stored)
    return { destinationId: id }
  }
}
