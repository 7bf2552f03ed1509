import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import type { Control } from '../control.ts'
import { defaultConsentProofYears, RetentionDays } from '../fields.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const SetRetention = z.strictObject({ retentionDays: RetentionDays })
export type SetRetention = z.infer<typeof SetRetention>

export const setRetention = snapshotVerb({ action: 'setRetention', input: SetRetention, change, beforeCommit: putHome })

/** The region's purge goes by its own row. */
export async function putHome(snapshot: Snapshot, control: Control): Promise<void> {
  const { workspaceId, epoch, retentionDays, consentProofYears = defaultConsentProofYears, region } = snapshot
  await control.region(region).putHome({ workspaceId, epoch, state: 'active', retentionDays, consentProofYears })
}

function change(snapshot: Snapshot, input: SetRetention): Changed {
  return {
    id: snapshot.workspaceId,
    target: 'retention',
    before: { retentionDays: snapshot.retentionDays },
    after: { retentionDays: input.retentionDays },
    snapshot: { ...snapshot, retentionDays: input.retentionDays },
  }
}
