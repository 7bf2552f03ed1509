import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import { ConsentProofYears, defaultConsentProofYears } from '../fields.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'
import { putHome } from './set-retention.ts'

const SetConsentProof = z.strictObject({ consentProofYears: ConsentProofYears })
type SetConsentProof = z.infer<typeof SetConsentProof>

/** How long what proves a choice is kept after another one took its place. */
export const setConsentProof = snapshotVerb({
  action: 'setConsentProof',
  input: SetConsentProof,
  change,
  beforeCommit: putHome,
})

function change(snapshot: Snapshot, { consentProofYears }: SetConsentProof): Changed {
  return {
    id: snapshot.workspaceId,
    target: 'consent proof',
    before: { consentProofYears: snapshot.consentProofYears ?? defaultConsentProofYears },
    after: { consentProofYears },
    snapshot: { ...snapshot, consentProofYears },
  }
}
