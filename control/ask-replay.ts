import type { ReplayRequest, ReplayView } from '../supabase/queries/replay-records.ts'
import { actorName, authorise, type VerbName } from './authorise.ts'
import type { Control } from './control.ts'
import { currentSnapshot } from './snapshot-verb.ts'

/** A row for the workers of the workspace's region to preview. Audited: who asked may have learned how much there is. */
export async function askReplay(
  control: Control,
  action: VerbName,
  ask: {
    workspaceId: string
    request: Pick<ReplayRequest, 'kind' | 'duplicates' | 'perSecond'>
    /** Asked for once the actor may know. */
    filter(): Promise<ReplayRequest['filter']>
  },
): Promise<ReplayView> {
  const { workspaceId } = ask
  authorise(control.actor, action, workspaceId)
  const askedBy = actorName(control.actor)
  const request = { ...ask.request, filter: await ask.filter(), replayId: control.newId(), askedBy }
  const { region } = await currentSnapshot(control, workspaceId)
  const { filter, duplicates, perSecond } = request
  await control.store.audit(workspaceId, {
    actor: askedBy,
    action,
    target: `replay ${request.replayId}`,
    before: null,
    after: { filter, duplicates, perSecond },
  })
  return control.region(region).askReplay(workspaceId, request)
}
