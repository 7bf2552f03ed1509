import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import type { ReplayView } from '../../supabase/queries/replay-records.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { parseInput } from '../parse-input.ts'
import { currentSnapshot } from '../snapshot-verb.ts'

const StopReplay = z.strictObject({ workspaceId: GivenId, replay: GivenId })

/** Nothing more is taken up; the few that are queued already are sent. */
export async function stopReplay(control: Control, rawInput: unknown): Promise<ReplayView> {
  const { workspaceId, replay } = parseInput(StopReplay, rawInput)
  authorise(control.actor, 'stopReplay', workspaceId)
  const { region } = await currentSnapshot(control, workspaceId)
  await control.store.audit(workspaceId, {
    actor: actorName(control.actor),
    action: 'stopReplay',
    target: `replay ${replay}`,
    before: null,
    after: { state: 'stopped' },
  })
  const stopped = await control.region(region).stopReplay(workspaceId, replay)
  if (stopped !== null) return stopped
  throw new UserError('not_stoppable', 'there is no such replay that could be stopped')
}
