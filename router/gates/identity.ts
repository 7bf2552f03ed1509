import { allowedIdentity } from '../../core/allowed-identity.ts'
import { allowedClickIds } from '../../core/click-id-classes.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { ClickIds } from '../../core/event.ts'
import { mappedEvent } from '../mapped-event.ts'
import { type Gate, pass, settingsInvalid, stopFor } from './gate.ts'

/** Asked once identity is made: is what this destination may see enough for its vendor to match on? */
export const identityGate: Gate = {
  name: 'identity',
  readsWholeEvent: true,
  applies: ({ available }) => available !== null,
  ask: (context) => {
    const { available, event, consent, known } = context
    if (known === null || available === null) return settingsInvalid
    const { facts, settings } = known
    const allowed = allowedIdentity({ available, facts, settings, consent: consent.values })
    const clickIds = allowedClickIds(event.clickIds, consent.values)
    const lacking = facts.identifies({ ...mappedEvent(context), clickIds }, allowed, settings)
    const inputs = namesOf(allowed, clickIds)
    return lacking === null ? pass(inputs) : stopFor(lacking, inputs)
  },
}

/** Names only: no hash, address or id is part of a trace. */
function namesOf({ identity, network }: AvailableIdentity, clickIds: ClickIds): Record<string, string[]> {
  return {
    variants: Object.keys(identity.variants).sort(),
    absent: Object.keys(identity.absent).sort(),
    plain: Object.keys(identity.plain).sort(),
    network: (['ip', 'userAgent'] as const).filter((field) => network[field] !== null),
    clickIds: Object.keys(clickIds).sort(),
  }
}
