import { PlanLimits, type Snapshot } from '../../core/config.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const setPlan = snapshotVerb({ action: 'setPlan', input: PlanLimits, change })

function change(snapshot: Snapshot, plan: Snapshot['plan']): Changed {
  const id = snapshot.workspaceId
  return { id, target: 'plan', before: snapshot.plan, after: plan, snapshot: { ...snapshot, plan } }
}
