import type { PolicyRule, SourceConfig } from '../../core/config.ts'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { combineConsent, type EventConsent } from '../../core/consent/combine.ts'
import type { Jurisdiction } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { type ConsentValue, type Purpose, purposes } from '../../core/purpose.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { aPolicy, aSource } from './a-snapshot.ts'

export const germany = { country: 'DE', region: null }
export const california = { country: 'US', region: 'CA' }
export const texas = { country: 'US', region: 'TX' }
export const someUsState = { country: 'US', region: null }
export const unknownCountry = { country: null, region: null }

export interface Around {
  in?: Pick<Jurisdiction, 'country' | 'region'>
  source?: Partial<SourceConfig>
  choices?: LedgerChoice[]
  gpc?: true
  rules?: PolicyRule[]
}

/** What the gate makes of an event's `context`: opt-in in Germany unless told otherwise. */
export function consentOf(context: JsonObject, around: Around = {}): EventConsent {
  return combineConsent({
    signals: [captureSignals(context, around.gpc)],
    choices: around.choices ?? [],
    policy: aPolicy(around.rules === undefined ? {} : { rules: around.rules }),
    jurisdiction: { ...germany, source: 'geo_header', ...around.in },
    source: aSource(around.source),
    receivedAt: '2026-11-24T10:00:01.000Z',
  })
}

/** One letter a purpose, in their order: granted, denied, unset (`.`). Reads well in tables. */
export function lettersOf({ values }: EventConsent): string {
  return purposes.map((purpose) => letters[values[purpose]]).join('')
}

const letters: Record<ConsentValue, string> = { granted: 'G', denied: 'D', unset: '.' }

/** Why, by purpose: what the signals said, without the policy's default. */
export function reasonsOf({ outcomes }: EventConsent): Partial<Record<Purpose, string[]>> {
  const said = purposes.map((purpose) => {
    const sources = outcomes[purpose].sources.filter(({ from }) => from !== 'policy')
    return [purpose, [...new Set(sources.map(({ reason }) => reason))]] as const
  })
  return Object.fromEntries(said.filter(([, reasons]) => reasons.length > 0))
}
