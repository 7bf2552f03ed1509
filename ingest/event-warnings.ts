import type { Snapshot, SourceConfig } from '../core/config.ts'
import { combineConsent } from '../core/consent/combine.ts'
import type { Warning } from './correct-clock.ts'
import type { NormalisedEvent } from './normalise-event.ts'

/** What the sender should mend although the event was taken: unmapped and unreadable consent, clocks, commerce fields. */
export function eventWarnings(normalised: NormalisedEvent, source: SourceConfig, snapshot: Snapshot): Warning[] {
  return [...normalised.warnings, ...consentWarnings(normalised, source, snapshot)]
}

function consentWarnings({ event, signals }: NormalisedEvent, source: SourceConfig, { policy }: Snapshot): Warning[] {
  if (signals.categories === undefined) return []
  const { jurisdiction, receivedAt } = event
  return combineConsent({ signals: [signals], choices: [], policy, jurisdiction, source, receivedAt }).warnings
}
