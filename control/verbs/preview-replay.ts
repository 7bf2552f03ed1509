import type { z } from 'zod'
import { Duplicates, momentOf, PerSecond, ReplaySelection } from '../../core/replay-selection.ts'
import type { ReplayView } from '../../supabase/queries/replay-records.ts'
import { askReplay } from '../ask-replay.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { parseInput } from '../parse-input.ts'
import { partNamed } from '../slots.ts'
import { currentSnapshot } from '../snapshot-verb.ts'

const PreviewReplay = ReplaySelection.extend({
  workspaceId: GivenId,
  duplicates: Duplicates.default('skip'),
  perSecond: PerSecond.default(50),
})
type PreviewReplay = z.infer<typeof PreviewReplay>

/** Stored events through the router again: counts what would happen; nothing is sent before it is started. */
export async function previewReplay(control: Control, rawInput: unknown): Promise<ReplayView> {
  const input: PreviewReplay = parseInput(PreviewReplay, rawInput)
  const { workspaceId, duplicates, perSecond, event, source, destination, name, from, to } = input
  return askReplay(control, 'previewReplay', {
    workspaceId,
    request: { kind: 'replay', duplicates, perSecond },
    async filter() {
      const { sources, destinations } = await currentSnapshot(control, workspaceId)
      return {
        eventId: event ?? null,
        sourceId: source === undefined ? null : partNamed(sources, source, 'source').id,
        destinationId: destination === undefined ? null : partNamed(destinations, destination, 'destination').id,
        name: name ?? null,
        from: momentOf(from),
        to: momentOf(to) ?? control.now().toISOString(),
      }
    },
  })
}
