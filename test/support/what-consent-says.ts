import type { PolicyRule } from '../../core/config.ts'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { type ConsentInput, combineConsent } from '../../core/consent/combine.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import { aPolicy, aSource, optInRule, usRule } from './a-snapshot.ts'
import { anEvent } from './an-event.ts'

/** An opt-out country whose policy grants nothing by itself, so that what a signal grants can be seen. */
export const optOutRule: PolicyRule = { countries: ['NZ'], regime: 'opt_out', defaultGrants: [] }
export const germany = { country: 'DE', region: null, source: 'geo_header' } as const
export const newZealand = { country: 'NZ', region: null, source: 'geo_header' } as const
export const california = { country: 'US', region: 'CA', source: 'geo_header' } as const

/** What an event with this `context` may be used for: in Germany, on 24 November 2026, for a party without IAB number. */
export function consentOf(context: JsonObject, overrides: Partial<ConsentInput> = {}) {
  return combineConsent({
    signals: [captureSignals(context, undefined)],
    choices: [],
    policy: aPolicy({ rules: [optInRule, usRule, optOutRule] }),
    jurisdiction: germany,
    source: aSource(),
    receivedAt: anEvent().receivedAt,
    ...overrides,
  })
}

/** `purpose: value, reason` of the purposes named. */
export function saidOf(context: JsonObject, asked: readonly Purpose[], overrides: Partial<ConsentInput> = {}) {
  const { outcomes } = consentOf(context, overrides)
  const entries = asked.map((purpose) => [purpose, `${outcomes[purpose].value}, ${outcomes[purpose].reason}`])
  return Object.fromEntries(entries)
}

export function grantedIn(context: JsonObject, overrides: Partial<ConsentInput> = {}): Purpose[] {
  const { values } = consentOf(context, overrides)
  return purposes.filter((purpose) => values[purpose] === 'granted')
}
