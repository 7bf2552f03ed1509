import { consentKeys } from '../core/consent/capture-signals.ts'
import { canonicalJson, type JsonObject } from '../core/json.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { hmac } from '../core/seal.ts'
import type { CleanEvent } from './clean-event.ts'
import type { CleanIds } from './personal-ids.ts'
import type { WireEvent } from './wire-event.ts'

interface Body {
  wire: WireEvent
  ids: CleanIds['ids']
  rest: CleanEvent
  subjectKeys: string[]
}

/**
 * Tells a repeat from another event under the same id. Taken of what the sender meant: without sentAt, `_metadata`,
 * arrival and transport, times as claimed (the corrected one moves with each try), and the person only as subject keys.
 * Keyed: the hash of a short body is easily guessed.
 */
export function bodyHashOf({ wire, ids, rest, subjectKeys }: Body, keys: WorkspaceKeys): string {
  const { raw: _raw, scrubbed: _scrubbed, ...content } = rest
  const body = {
    type: wire.type,
    claimedAt: wire.timestamp ?? wire.originalTimestamp,
    consent: wire.context.consent ?? null,
    ...otherConsent(wire.context),
    location: wire.context.location ?? null,
    ids: { ...ids, messageId: null },
    content,
    subjectKeys,
  }
  return hmac(keys.eventIds, `body\n${canonicalJson(body)}`).toString('hex')
}

/** Only where there is any, so that the hash of an event without it never changes. */
function otherConsent(context: JsonObject): { otherConsent?: JsonObject } {
  const entries = Object.entries(context).filter(([key]) => key !== 'consent' && consentKeys.has(key))
  return entries.length === 0 ? {} : { otherConsent: Object.fromEntries(entries) }
}
