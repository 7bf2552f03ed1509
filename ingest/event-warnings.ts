import type { SourceConfig } from '../core/config.ts'
import { consentWarnings } from '../core/consent/signals.ts'
import type { Warning } from './correct-clock.ts'
import type { NormalisedEvent } from './normalise-event.ts'

/** What the sender should mend although the event was taken: unmapped and unreadable consent, clocks, commerce fields. */
export function eventWarnings(normalised: NormalisedEvent, source: SourceConfig): Warning[] {
  return [...normalised.warnings, ...consentWarnings(normalised.signals, source)]
}
