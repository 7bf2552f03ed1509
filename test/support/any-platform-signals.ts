import { purposes } from '../../core/purpose.ts'
import type { CategoryValue, Signals } from '../../core/signals.ts'
import { aGppString } from './a-gpp-string.ts'
import { aTcString, withField } from './a-tc-string.ts'
import { fc } from './fast-check.ts'

export const refusingTcString = aTcString({ purposes: [], vendors: [] })
const outdatedTcString = withField(aTcString(), 'policyVersion', 3)

type GppFields = Record<string, Record<string, number | boolean>>

/** A capture as it could be stored, and beside the GPP text the answers it was made of. */
export interface AnySignals {
  signals: Signals
  gpp: { sections: GppFields; sid: number[]; tcString?: string } | null
}

const words = [...purposes, 'marketing', 'statistics', 'preferences', 'C0004', 'C0002', 'nobody-knows']
const value = fc.constantFrom<CategoryValue>('granted', 'granted', 'denied', 'invalid')
const chosen = fc.constantFrom(true, true, false, null)
const chosenAt = fc.constantFrom('2026-01-02T00:00:00.000Z', '2026-11-24T09:00:00.000Z', '2099-01-01T00:00:00.000Z')

function categoriesOf(...names: string[]) {
  return fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true })
}

function platform(...names: string[]) {
  return fc.record({ categories: categoriesOf(...names), chosen, chosenAt }, { requiredKeys: ['categories', 'chosen'] })
}

const invalid = fc.constant('invalid' as const)
const shopifyValue = fc.constantFrom<CategoryValue | 'unset'>('granted', 'granted', 'denied', 'unset', 'invalid')
const shopifyFields = fc.record(
  { analytics: shopifyValue, marketing: shopifyValue, preferences: shopifyValue, saleOfData: shopifyValue },
  { requiredKeys: [] },
)
const groupIds = ['C0001', 'C0002', 'C0003', 'C0004', 'C0005', 'nobody-knows']

const others = fc.record<Signals>(
  {
    categories: fc.oneof({ weight: 9, arbitrary: categoriesOf(...words) }, { weight: 1, arbitrary: invalid }),
    gpc: fc.constant(true as const),
    rudderstack: fc.record({ allowed: fc.subarray(words), denied: fc.subarray(words, { maxLength: 3 }) }),
    usp: fc.tuple(letter(), letter(), letter()).map((letters) => `1${letters.join('')}`),
    shopify: fc.record({ choice: shopifyFields, allowed: shopifyFields }),
    onetrust: fc.record(
      { groups: fc.subarray(groupIds).map((ids) => `,${ids.join(',')},`), chosen, chosenAt },
      { requiredKeys: ['groups', 'chosen'] },
    ),
    cookiebot: platform('necessary', 'preferences', 'statistics', 'marketing', 'nobody-knows'),
    usercentrics: platform('essential', 'functional', 'marketing', 'nobody-knows'),
  },
  { requiredKeys: [] },
)

function letter() {
  return fc.constantFrom('Y', 'N', '-')
}

const answer = fc.constantFrom(0, 1, 2, 2, 2)
const national = fc.record({
  SaleOptOut: answer,
  SharingOptOut: answer,
  TargetedAdvertisingOptOut: answer,
  PersonalDataConsents: answer,
  Gpc: fc.boolean(),
})
const california = fc.record({ SaleOptOut: answer, SharingOptOut: answer, Gpc: fc.boolean() })
const texas = fc.record({
  SaleOptOut: answer,
  TargetedAdvertisingOptOut: answer,
  KnownChildSensitiveDataConsents: answer,
})

const gpp = fc.record(
  {
    sections: fc.record({ usnat: national, usca: california, ustx: texas }, { requiredKeys: [] }),
    sid: fc.subarray([2, 7, 8, 16]),
    tcString: fc.constantFrom(aTcString(), aTcString(), refusingTcString, outdatedTcString),
  },
  { requiredKeys: ['sections', 'sid'] },
)

export const anySignals: fc.Arbitrary<AnySignals> = fc
  .tuple(others, fc.option(gpp, { freq: 2 }))
  .map(([signals, made]) => withGpp({ signals, gpp: made as AnySignals['gpp'] }))

export function withGpp({ signals, gpp: made }: AnySignals): AnySignals {
  if (made === null) return { signals, gpp: null }
  return { signals: { ...signals, gpp: { text: aGppString(made.sections, made.tcString), sid: made.sid } }, gpp: made }
}
