import { z } from 'zod'
import { type FactsLookup, factsLookup, type KnownType } from '../../router/facts.ts'

/** What the router knows of a vendor; Meta-like by default: an ad vendor in the US that wants an e-mail hash. */
export function someFacts(overrides: Partial<KnownType> = {}): KnownType {
  return {
    type: 'meta',
    title: 'Meta Conversions API',
    settings: z.looseObject({}),
    purposes: ['advertising', 'ad_personalization'],
    sellsOrShares: true,
    processesIn: 'us',
    identity: [{ variant: 'email.plain', purposes: ['advertising'] }],
    plain: [],
    network: [{ field: 'ip', purposes: ['advertising'] }],
    accepts: () => null,
    maxAgeSeconds: () => 7 * 86_400,
    identifies: () => null,
    ...overrides,
  }
}

/** GA4-like: analytics is enough; identity only with advertising. */
export function analyticsFacts(overrides: Partial<KnownType> = {}): KnownType {
  return someFacts({
    type: 'ga4',
    title: 'Google Analytics 4',
    purposes: ['analytics'],
    sellsOrShares: false,
    ...overrides,
  })
}

export function lookupOf(...types: KnownType[]): FactsLookup {
  return factsLookup(types)
}
