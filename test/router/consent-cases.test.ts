import { describe, expect, it } from 'vitest'
import type { DestinationConfig, PolicyRule, SourceConfig } from '../../core/config.ts'
import { captureCategories } from '../../core/consent/categories.ts'
import { captureGpc } from '../../core/consent/gpc.ts'
import type { Event, Jurisdiction } from '../../core/event.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { LedgerChoice, Signals } from '../../core/signals.ts'
import { decide } from '../../router/decide.ts'
import type { KnownType } from '../../router/facts.ts'
import { aDestination, aPolicy, aSnapshot, aSource, optInRule, usRule } from '../support/a-snapshot.ts'
import { anOrder } from '../support/an-event.ts'
import { lookupOf, someFacts } from '../support/facts.ts'

/** The numbered cases of consent.md 7 that categories, GPC, the ledger and the jurisdiction decide. */

interface Case {
  n: string
  fact: string
  /** `context.consent` as sent. */
  consent?: unknown
  /** The `Sec-GPC` header as received. */
  gpc?: string
  ledger?: LedgerChoice[]
  /** Signals of stricter duplicates. */
  duplicates?: Signals[]
  in?: Partial<Jurisdiction>
  event?: Partial<Event>
  source?: Partial<SourceConfig>
  destination?: Partial<DestinationConfig>
  facts?: Partial<KnownType>
  rules?: PolicyRule[]
  adopted?: false
  /** `deliver` or the reason of the denial. */
  outcome: string
}

const adPurposes: Purpose[] = ['advertising', 'ad_personalization']
const us = { country: 'US', region: 'CA' }
const nowhere = { country: null, region: null }
const marketing = prefers({ marketing: true })
const analyticsOnly = { purposes: ['analytics'] as Purpose[], sellsOrShares: false }
const event = '2026-11-24T10:00:01.000Z'
const before = '2026-11-20T00:00:00.000Z'
const after = '2026-11-24T11:00:00.000Z'

const cases: Case[] = [
  { n: '1', fact: 'no consent object in the EU is a denial', outcome: 'no_signal' },
  { n: '1', fact: 'no consent object in an opt-out state takes the default', in: us, outcome: 'deliver' },
  { n: '1', fact: 'no consent object in an unknown country is a denial', in: nowhere, outcome: 'no_signal' },
  {
    n: '1',
    fact: 'no consent object in a country without a rule is a denial',
    in: { country: 'BR' },
    outcome: 'no_signal',
  },

  { n: '2', fact: 'an empty consent object is unset in the EU', consent: {}, outcome: 'no_signal' },
  { n: '2', fact: 'empty preferences are unset in the EU', consent: prefers({}), outcome: 'no_signal' },
  { n: '2', fact: 'an empty consent object is unset in the US', consent: {}, in: us, outcome: 'deliver' },
  { n: '2', fact: 'empty preferences are unset in the US', consent: prefers({}), in: us, outcome: 'deliver' },

  ...['true', 'false', 'granted', 1, 0, null, [], {}].flatMap((value) => [
    invalid(`the category value ${JSON.stringify(value)}`, prefers({ marketing: value })),
  ]),
  ...['yes', true, 1, null, ['marketing']].map((value) => invalid(`consent ${JSON.stringify(value)}`, value)),
  ...['yes', true, 1, null, ['marketing']].map((value) =>
    invalid(`categoryPreferences ${JSON.stringify(value)}`, { categoryPreferences: value }),
  ),
  invalid(
    'more than 100 categories',
    prefers(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`c${n}`, true]))),
  ),
  {
    n: '3',
    fact: 'an invalid category refuses only what it maps to',
    consent: prefers({ marketing: 'true', statistics: true }),
    facts: analyticsOnly,
    outcome: 'deliver',
  },

  {
    n: '4',
    fact: 'a missing category is unset in the EU',
    consent: prefers({ statistics: true }),
    outcome: 'no_signal',
  },
  {
    n: '4',
    fact: 'a missing category takes the US default',
    consent: prefers({ statistics: false }),
    in: us,
    outcome: 'deliver',
  },
  {
    n: '4',
    fact: 'a missing category is a denial where the source says so',
    consent: prefers({ statistics: true }),
    in: us,
    source: { absentMeans: 'denied' },
    outcome: 'category_absent',
  },
  {
    n: '4',
    fact: 'a configured category that is missing denies even beside a granting alias',
    consent: prefers({ marketing: true }),
    source: { absentMeans: 'denied', categoryMap: { C0004: ['advertising'] } },
    outcome: 'category_absent',
  },
  {
    n: '4',
    fact: 'absentMeans denied does not turn the aliases of a granted category into denials',
    consent: prefers({ marketing: true }),
    source: { absentMeans: 'denied' },
    outcome: 'deliver',
  },

  { n: '5', fact: 'an unknown category grants nothing', consent: prefers({ C0004: true }), outcome: 'no_signal' },
  {
    n: '5',
    fact: 'an unknown category denies nothing',
    consent: prefers({ C0004: false }),
    in: us,
    outcome: 'deliver',
  },
  {
    n: '5',
    fact: 'a mapped category speaks',
    consent: prefers({ C0004: true }),
    source: { categoryMap: { C0004: ['advertising', 'ad_personalization'] } },
    outcome: 'deliver',
  },
  {
    n: '5',
    fact: 'a destination without purposes gets nothing',
    consent: marketing,
    facts: { purposes: [] },
    outcome: 'no_purposes',
  },

  {
    n: '6',
    fact: 'every purpose of a destination must be granted',
    consent: prefers({ advertising: true, ad_personalization: false }),
    outcome: 'category_denied',
  },
  {
    n: '6',
    fact: "purposes the workspace added count like the type's own",
    consent: marketing,
    destination: { purposes: ['personalization'] },
    outcome: 'no_signal',
  },

  {
    n: '7',
    fact: 'of two categories for one purpose the denial wins',
    consent: prefers({ marketing: true, advertising: false }),
    outcome: 'category_denied',
  },
  {
    n: '8',
    fact: 'a denial by GPC and a grant by category is a denial',
    consent: marketing,
    gpc: '1',
    in: us,
    outcome: 'gpc',
  },

  {
    n: '9',
    fact: 'GPC wins over an earlier opt-in in the ledger',
    ledger: granted(before),
    gpc: '1',
    in: us,
    outcome: 'gpc',
  },
  {
    n: '9',
    fact: 'GPC wins over a later opt-in in the ledger',
    ledger: granted(after),
    gpc: '1',
    in: us,
    outcome: 'gpc',
  },

  { n: '10', fact: 'GPC without a choice is a denial in the EU', gpc: '1', outcome: 'gpc' },
  {
    n: '10',
    fact: 'GPC beside an explicit grant does not bind ad vendors in the EU',
    consent: marketing,
    gpc: '1',
    outcome: 'deliver',
  },
  {
    n: '10',
    fact: 'GPC from an unknown country binds as in the US',
    consent: marketing,
    gpc: '1',
    in: nowhere,
    outcome: 'gpc',
  },
  {
    n: '10',
    fact: 'GPC in a US state without a law binds as well',
    gpc: '1',
    in: { country: 'US', region: 'WY' },
    outcome: 'gpc',
  },
  {
    n: '10',
    fact: 'GPC denies sale or sharing everywhere',
    consent: prefers({ marketing: true, sale_or_sharing: true }),
    gpc: '1',
    destination: { purposes: ['sale_or_sharing'] },
    outcome: 'gpc',
  },

  ...['1', ' 1', '1\t', '0, 1', '1,0', '0,1 '].map(
    (gpc): Case => ({
      n: '12',
      fact: `Sec-GPC ${JSON.stringify(gpc)} is a signal`,
      gpc,
      in: us,
      outcome: 'gpc',
    }),
  ),
  ...['0', 'true', '"1"', '', '11', '1;', '1 1', '\u00a01'].map(
    (gpc): Case => ({
      n: '12',
      fact: `Sec-GPC ${JSON.stringify(gpc)} is ignored`,
      gpc,
      in: us,
      outcome: 'deliver',
    }),
  ),

  {
    n: '13',
    fact: 'GPC does not block analytics in the US',
    gpc: '1',
    in: us,
    facts: analyticsOnly,
    outcome: 'deliver',
  },
  {
    n: '13',
    fact: 'GPC does not block analytics that was granted in the EU',
    consent: prefers({ statistics: true }),
    gpc: '1',
    facts: analyticsOnly,
    outcome: 'deliver',
  },

  { n: '14', fact: 'a withdrawal after ingest revokes', consent: marketing, ledger: denied(after), outcome: 'revoked' },
  {
    n: '15',
    fact: 'a later grant does not undo the denial the event carries',
    consent: prefers({ marketing: false }),
    ledger: granted(after),
    outcome: 'category_denied',
  },
  { n: '16', fact: 'granted then, withdrawn now: withdrawn', in: us, ledger: denied(after), outcome: 'revoked' },

  { n: '17', fact: "a server event takes the ledger's grant", ledger: granted(before), outcome: 'deliver' },
  {
    n: '17',
    fact: "a server event takes the ledger's denial",
    ledger: denied(before),
    in: us,
    outcome: 'consent_withdrawn',
  },
  { n: '17', fact: 'a server event without either is denied where opt-in', outcome: 'no_signal' },

  {
    n: '18',
    fact: 'a consent update never goes to ads',
    consent: marketing,
    event: { name: 'Segment Consent Preference Updated', standard: null },
    outcome: 'consent_update',
  },
  { n: '19', fact: 'a country without a rule is opt-in for everything', in: { country: 'JP' }, outcome: 'no_signal' },
  {
    n: '19',
    fact: 'state unknown: the strictest rule of the country counts',
    in: { country: 'US', region: null },
    rules: [{ countries: ['US'], regions: ['CA'], regime: 'opt_in', defaultGrants: [] }, usRule],
    outcome: 'no_signal',
  },
  {
    n: '19',
    fact: 'a wildcard rule does not hold an unknown country',
    in: nowhere,
    rules: [{ countries: ['*'], regime: 'opt_out', defaultGrants: ['advertising', 'ad_personalization'] }],
    outcome: 'no_signal',
  },
  {
    n: '19',
    fact: 'the first rule that holds the place applies',
    in: us,
    rules: [{ ...optInRule, countries: ['*'] }, usRule],
    outcome: 'no_signal',
  },
  {
    n: '20',
    fact: "a policy default of an opt-in rule is the admin's word",
    rules: [{ ...optInRule, defaultGrants: ['analytics'] }],
    facts: analyticsOnly,
    outcome: 'deliver',
  },

  {
    n: '33',
    fact: 'a US refusal of sale or sharing denies ad vendors',
    consent: prefers({ marketing: true, sale_or_sharing: false }),
    in: us,
    outcome: 'category_denied',
  },
  {
    n: '33',
    fact: 'a refusal of sale binds when the country is unknown',
    consent: prefers({ marketing: true, sale_or_sharing: false }),
    in: nowhere,
    outcome: 'category_denied',
  },

  {
    n: '41',
    fact: 'a strategy and provider from the event change nothing',
    consent: {
      provider: 'custom',
      resolutionStrategy: 'or',
      categoryPreferences: { advertising: true, ad_personalization: false },
    },
    outcome: 'category_denied',
  },
  {
    n: '42',
    fact: 'a stricter duplicate tightens',
    consent: marketing,
    duplicates: [{ categories: { marketing: 'denied' } }],
    outcome: 'category_denied',
  },
  {
    n: '42',
    fact: 'a duplicate that says nothing is stricter than a grant',
    consent: marketing,
    duplicates: [{}],
    outcome: 'no_signal',
  },
  {
    n: '42',
    fact: 'a looser duplicate does not loosen',
    duplicates: [{ categories: { marketing: 'granted' } }],
    outcome: 'no_signal',
  },
  {
    n: '43',
    fact: 'a refused necessary category changes nothing',
    consent: prefers({ necessary: false, marketing: true }),
    outcome: 'deliver',
  },
  {
    n: '43',
    fact: 'a granted necessary category is no grant',
    consent: prefers({ necessary: true }),
    outcome: 'no_signal',
  },
  {
    n: '44',
    fact: 'a mail opt-in is no consent',
    event: { properties: { buyer_accepts_marketing: true } },
    outcome: 'no_signal',
  },
  {
    n: '44',
    fact: 'a mail opt-in category is no consent',
    consent: prefers({ buyer_accepts_marketing: true }),
    outcome: 'no_signal',
  },
  {
    n: '45',
    fact: 'integrations true is no grant',
    event: { integrations: { Meta: true, All: true } },
    outcome: 'no_signal',
  },
  { n: '46', fact: 'an EU visitor of a US workspace is opt-in', in: { country: 'FR' }, outcome: 'no_signal' },
  {
    n: '48',
    fact: 'an undated grant cannot overturn a withdrawal',
    consent: marketing,
    ledger: denied(before),
    outcome: 'consent_withdrawn',
  },
  {
    n: '48',
    fact: 'a dated grant after the withdrawal can',
    consent: marketing,
    ledger: [...denied(before), ...granted(event)],
    outcome: 'deliver',
  },
  {
    n: '48',
    fact: 'a grant and a denial of one moment are a denial',
    ledger: [...granted(before), ...denied(before)],
    in: us,
    outcome: 'consent_withdrawn',
  },
  {
    n: '51',
    fact: 'a legitimate interest is not even read',
    consent: { legitimateInterest: { marketing: true } },
    outcome: 'no_signal',
  },
  {
    n: '52',
    fact: 'a withdrawal that came with the event counts',
    consent: marketing,
    ledger: denied(event),
    outcome: 'consent_withdrawn',
  },

  { n: '-', fact: 'a policy nobody adopted denies in the US', in: us, adopted: false, outcome: 'policy_not_adopted' },
  {
    n: '-',
    fact: 'a policy nobody adopted denies what a person granted',
    consent: marketing,
    adopted: false,
    outcome: 'policy_not_adopted',
  },
  { n: '-', fact: 'a person in the EU who agreed', consent: marketing, outcome: 'deliver' },
  {
    n: '-',
    fact: 'a ledger denial with an unreadable time still denies',
    ledger: denied('yesterday'),
    in: us,
    outcome: 'revoked',
  },
  {
    n: '-',
    fact: 'a ledger grant with an unreadable time yields to any denial',
    ledger: [...granted('today'), ...denied(before)],
    in: us,
    outcome: 'consent_withdrawn',
  },
  {
    n: '-',
    fact: '__proto__ grants nothing',
    consent: JSON.parse('{"categoryPreferences":{"__proto__":{"marketing":true}}}'),
    outcome: 'no_signal',
  },
  {
    n: '-',
    fact: '__proto__ as the consent object grants nothing',
    consent: JSON.parse('{"__proto__":{"categoryPreferences":{"marketing":true}}}'),
    outcome: 'no_signal',
  },
  {
    n: '-',
    fact: 'constructor is a category like any other',
    consent: prefers({ constructor: true, toString: false }),
    outcome: 'no_signal',
  },
]

describe('consent cases', () => {
  it.each(cases)('$n: $fact → $outcome', (one) => {
    const [decision] = decideCase(one)
    expect(decision?.verdict === 'deliver' ? 'deliver' : decision?.reason).toBe(one.outcome)
  })

  it('all signals are recorded, whichever decided', () => {
    const [decision] = decideCase({
      n: '8',
      fact: '',
      consent: marketing,
      gpc: '1',
      in: us,
      ledger: granted(before),
      outcome: '',
    })
    const trace = decision?.trace.find(({ gate }) => gate === 'consent')
    expect(trace?.inputs.purposes).toMatchObject({
      ad_personalization: {
        value: 'denied',
        reason: 'gpc',
        sources: [
          { from: 'categories', value: 'granted', reason: 'category_granted' },
          { from: 'gpc', value: 'denied', reason: 'gpc' },
          { from: 'ledger', value: 'granted', reason: 'record-ad_personalization', at: expect.any(String) },
          { from: 'policy', value: 'granted', reason: 'rule_1' },
        ],
      },
    })
  })

  it('GPC from an unknown country denies ad_personalization itself, not only the sale', () => {
    const [decision] = decideCase({
      n: '10',
      fact: '',
      consent: marketing,
      gpc: '1',
      in: nowhere,
      facts: { sellsOrShares: false },
      outcome: '',
    })
    expect(decision).toMatchObject({ verdict: 'denied', reason: 'gpc', consent: { ad_personalization: 'denied' } })
  })

  it('a policy nobody adopted leaves no purpose granted, so that no identity is made either', () => {
    const [decision] = decideCase({ n: '-', fact: '', consent: marketing, in: us, adopted: false, outcome: '' })
    expect(Object.values(decision?.consent ?? {})).not.toContain('granted')
  })

  it('the trace names categories that are mapped to nothing', () => {
    const [decision] = decideCase({ n: '5', fact: '', consent: prefers({ C0004: true }), outcome: '' })
    const trace = decision?.trace.find(({ gate }) => gate === 'consent')
    expect(trace?.inputs.warnings).toEqual([
      {
        code: 'unmapped_category',
        path: 'context.consent.categoryPreferences.C0004',
        message: 'is mapped to no purpose: it says nothing',
      },
    ])
  })
})

function decideCase(one: Case) {
  const categories = captureCategories(one.consent)
  const gpc = captureGpc(one.gpc ?? null)
  const signals: Signals = {
    ...(categories === undefined ? {} : { categories }),
    ...(gpc === undefined ? {} : { gpc }),
  }
  const policy = aPolicy({
    ...(one.rules === undefined ? {} : { rules: one.rules }),
    ...(one.adopted === false ? { adoptedBy: null, adoptedAt: null } : {}),
  })
  const jurisdiction: Jurisdiction = { country: 'DE', region: null, source: 'geo_header', ...one.in }
  return decide({
    event: anOrder({ jurisdiction, ...one.event }),
    signals: [signals, ...(one.duplicates ?? [])],
    snapshot: aSnapshot({ policy, sources: [aSource(one.source)], destinations: [aDestination(one.destination)] }),
    facts: lookupOf(someFacts(one.facts)),
    state: { choices: one.ledger ?? [], suppressed: false },
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
  })
}

function invalid(what: string, consent: unknown): Case {
  return { n: '3', fact: `${what} is a denial, even in the US`, consent, in: us, outcome: 'invalid_signal' }
}

function prefers(categoryPreferences: Record<string, unknown>) {
  return { categoryPreferences }
}

function granted(chosenAt: string): LedgerChoice[] {
  return adPurposes.map((purpose) => ({ purpose, value: 'granted', chosenAt, recordId: `record-${purpose}` }))
}

function denied(chosenAt: string): LedgerChoice[] {
  return adPurposes.map((purpose) => ({ purpose, value: 'denied', chosenAt, recordId: `refusal-${purpose}` }))
}
