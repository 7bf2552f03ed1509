import { mappedEvent } from '../mapped-event.ts'
import { type Gate, pass, settingsInvalid, stop } from './gate.ts'

/** The vendor's own window on when the event happened. */
export const ageWindowGate: Gate = {
  name: 'age_window',
  readsWholeEvent: true,
  ask: (context) => {
    const { event, known, now } = context
    if (known === null) return settingsInvalid
    const ageSeconds = (now.getTime() - Date.parse(event.occurredAt)) / 1_000
    const maxAgeSeconds = known.facts.maxAgeSeconds(mappedEvent(context), known.settings)
    const inputs = { ageSeconds, maxAgeSeconds }
    if (Number.isNaN(ageSeconds)) return stop('invalid', 'occurred_at_unreadable', inputs)
    return ageSeconds <= maxAgeSeconds ? pass(inputs) : stop('expired', 'older_than_vendor_window', inputs)
  },
}
