import { DeadSelection, momentOf, PerSecond } from '../../core/replay-selection.ts'
import type { ReplayView } from '../../supabase/queries/replay-records.ts'
import { askReplay } from '../ask-replay.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { parseInput } from '../parse-input.ts'
import { partNamed } from '../slots.ts'
import { currentSnapshot } from '../snapshot-verb.ts'

const RedriveDead = DeadSelection.extend({ workspaceId: GivenId, perSecond: PerSecond.default(50) })

/** Dead letters on their way again: counts what would happen; nothing is sent before it is started. */
export async function redriveDead(control: Control, rawInput: unknown): Promise<ReplayView> {
  const { workspaceId, perSecond, event, destination, reason, name, from, to } = parseInput(RedriveDead, rawInput)
  return askReplay(control, 'redriveDead', {
    workspaceId,
    request: { kind: 'redrive', duplicates: 'skip', perSecond },
    async filter() {
      const { destinations } = await currentSnapshot(control, workspaceId)
      return {
        eventId: event ?? null,
        destinationId: destination === undefined ? null : partNamed(destinations, destination, 'destination').id,
        reason: reason ?? null,
        name: name ?? null,
        from: momentOf(from),
        to: momentOf(to),
      }
    },
  })
}
