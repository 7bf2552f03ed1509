import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { Duplicates, PerSecond } from '../../core/replay-selection.ts'
import type { ReplayView } from '../../supabase/queries/replay-records.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { parseInput } from '../parse-input.ts'
import { currentSnapshot } from '../snapshot-verb.ts'

const StartReplay = z.strictObject({
  workspaceId: GivenId,
  replay: GivenId,
  duplicates: Duplicates.optional(),
  perSecond: PerSecond.optional(),
})

/** What was previewed goes out at its pace; one that was stopped goes on where it was. */
export async function startReplay(control: Control, rawInput: unknown): Promise<ReplayView> {
  const { workspaceId, replay, duplicates, perSecond } = parseInput(StartReplay, rawInput)
  authorise(control.actor, 'startReplay', workspaceId)
  const { region } = await currentSnapshot(control, workspaceId)
  await control.store.audit(workspaceId, {
    actor: actorName(control.actor),
    action: 'startReplay',
    target: `replay ${replay}`,
    before: null,
    after: { duplicates: duplicates ?? null, perSecond: perSecond ?? null },
  })
  const started = await control.region(region).startReplay(workspaceId, replay, { duplicates, perSecond })
  if (started !== null) return started
  throw new UserError('not_startable', 'there is no such replay that was previewed and waits to be started')
}
