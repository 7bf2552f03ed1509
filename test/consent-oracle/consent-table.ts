import type { DestinationConfig, Policy, SourceConfig } from '../../core/config.ts'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { captureGpc } from '../../core/consent/gpc.ts'
import type { Event } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import type { LedgerChoice, Signals } from '../../core/signals.ts'
import { type DecideInput, decide } from '../../router/decide.ts'
import { factsLookup } from '../../router/facts.ts'
import { aDestination, aPolicy, aSnapshot, aSource } from '../support/a-snapshot.ts'
import { anOrder } from '../support/an-event.ts'
import { someFacts } from '../support/facts.ts'
import { judge, type OracleAnswer, type OracleCase } from './judge.ts'

/** One line of consent.md 7 as a person reads it. */
export interface TableCase {
  n: number
  title: string
  /** What came with the event, in words. */
  input: string
  /** `DE`, `US-CA`, `unknown`. */
  place: string
  /** `context` as sent. */
  context?: JsonObject
  gpc?: string
  ledger?: LedgerChoice[]
  /** Signals of stricter duplicates. */
  duplicates?: Signals[]
  event?: Partial<Event>
  source?: Partial<SourceConfig>
  policy?: Partial<Policy>
  destination?: Partial<DestinationConfig>
  facts?: OracleCase['facts']
  /** And why. */
  verdict: 'deliver' | 'limited' | 'held' | 'denied' | 'filtered'
  reason: string
}

/** A case that another part keeps: the test that proves it. */
export interface ProvedElsewhere {
  n: number
  title: string
  file: string
  test: string
}

export const meta: OracleCase['facts'] = { purposes: ['advertising', 'ad_personalization'], sellsOrShares: true }
export const metaInStates = {
  ...meta,
  limitedStates: { states: ['CA', 'CO', 'CT', 'DE', 'FL', 'MT', 'NE', 'NH', 'NJ', 'OR', 'TX'], asOf: '2026-11-24' },
}
export const ga4: OracleCase['facts'] = {
  purposes: ['analytics'],
  sellsOrShares: false,
  limitedWithout: ['advertising', 'ad_personalization'],
}

export function decisionOf(one: TableCase) {
  const [decision] = decide(inputOf(one))
  if (decision === undefined) throw new Error('the table has one destination')
  return decision
}

export function verdictOf({ verdict, mode }: { verdict: string; mode: string }): string {
  return verdict === 'deliver' && mode === 'limited' ? 'limited' : verdict
}

export function oracleOn(one: TableCase): OracleAnswer {
  const { policy, snapshot, event, signals, state } = { ...inputOf(one), policy: inputOf(one).snapshot.policy }
  const [source] = snapshot.sources
  const [destination] = snapshot.destinations
  if (source === undefined || destination === undefined) throw new Error('the table has one of each')
  return judge({
    captures: signals,
    choices: state.choices,
    policy,
    place: event.jurisdiction,
    source,
    receivedAt: event.receivedAt,
    facts: one.facts ?? meta,
    destination: {
      purposes: destination.purposes,
      ...(destination.anyOf === undefined ? {} : { anyOf: destination.anyOf }),
      isNecessary: destination.necessary !== undefined,
    },
    ...(source.holdForConsent === undefined || event.anonymousId === null
      ? {}
      : { hold: source.holdForConsent.purposes }),
    isSensitive:
      signals.some(({ subject }) => subject !== undefined) || source.audience === 'children' || isMarked(one),
  })
}

function isMarked({ source, event }: TableCase): boolean {
  const marked = source?.sensitiveCategories ?? []
  return (event?.commerce?.products ?? []).some(({ category }) => category !== null && marked.includes(category))
}

export function inputOf(one: TableCase): DecideInput {
  const [country, region = null] = one.place === 'unknown' ? [null] : one.place.split('-')
  const jurisdiction = { country: country ?? null, region, source: 'geo_header' as const }
  return {
    event: anOrder({ jurisdiction, ...one.event }),
    signals: [captureSignals(one.context ?? {}, captureGpc(one.gpc ?? null)), ...(one.duplicates ?? [])],
    snapshot: aSnapshot({
      policy: aPolicy(one.policy),
      sources: [aSource(one.source)],
      destinations: [aDestination(one.destination)],
    }),
    facts: factsLookup([someFacts(one.facts ?? meta)]),
    state: { choices: one.ledger ?? [], suppressed: false },
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
    mayHold: true,
  }
}

/** A source that waits for an answer on these. */
export function holding(...of: Purpose[]): Partial<TableCase> {
  return { source: { holdForConsent: { purposes: of, minutes: 30, reason: 'the banner is on every page' } } }
}

/** `context.consent.categoryPreferences` */
export function prefers(categoryPreferences: JsonObject): JsonObject {
  return { consent: { categoryPreferences } }
}

export const marketing = prefers({ marketing: true })

export function chose(
  value: 'granted' | 'denied',
  chosenAt: string,
  of: readonly Purpose[] = purposes,
): LedgerChoice[] {
  return of.map((purpose) => ({ purpose, value, chosenAt, recordId: `${value}-${purpose}` }))
}
