import { describe, expect, it } from 'vitest'
import type { ConsentInput } from '../../core/consent/combine.ts'
import type { JsonObject } from '../../core/json.ts'
import { chose } from '../consent-oracle/consent-table.ts'
import { aPolicy, optInRule } from '../support/a-snapshot.ts'
import { aTcString, tcfVendor, without } from '../support/a-tc-string.ts'
import { california, consentOf, germany } from '../support/what-consent-says.ts'

const chosenAt = '2026-11-20T00:00:00.000Z'
const later = '2026-11-24T11:00:00.000Z'
const marketing = (value: boolean): JsonObject => ({ consent: { categoryPreferences: { marketing: value } } })
const withVendor = { recipient: { iabVendorId: tcfVendor } }
const byInterest = { ...optInRule, analyticsInterest: 'statistics 2026' }

describe('the normal form of a purpose tells what its value rests on and when that was chosen', () => {
  it.each<[string, JsonObject, Partial<ConsentInput>, [basis: string | null, chosenAt: string | null]]>([
    ['a category has no time', marketing(true), {}, ['choice', null]],
    ['a refused category has none either', marketing(false), {}, ['choice', null]],
    ['a TC string is of a day', { tcf: aTcString() }, withVendor, ['choice', '2026-05-03T00:00:00.000Z']],
    [
      'its refusal, too',
      { tcf: aTcString({ purposes: without(7) }) },
      withVendor,
      ['choice', '2026-05-03T00:00:00.000Z'],
    ],
    [
      'of a dated and an undated grant the dated one',
      { ...marketing(true), tcf: aTcString() },
      withVendor,
      ['choice', '2026-05-03T00:00:00.000Z'],
    ],
    [
      'a refusal beside a dated grant has the time of the refusal',
      { ...marketing(false), tcf: aTcString() },
      withVendor,
      ['choice', null],
    ],
    ['the ledger tells when', {}, { choices: chose('granted', chosenAt) }, ['choice', chosenAt]],
    ['a withdrawal has its own time', marketing(true), { choices: chose('denied', later) }, ['choice', later]],
    ['silence under an opt-out law', {}, { jurisdiction: california }, ['implied', null]],
    ['a default of Consent Mode there', { gcd: '11t1t1t1t5' }, { jurisdiction: california }, ['default', null]],
    ['silence where the law asks first', {}, { jurisdiction: germany }, [null, null]],
  ])('%s', (_name, context, around, [basis, time]) => {
    expect(consentOf(context, around).outcomes.advertising).toMatchObject({ basis, chosenAt: time })
  })

  it('a legitimate interest is called one', () => {
    const { outcomes } = consentOf({}, { policy: aPolicy({ rules: [byInterest] }) })
    expect(outcomes.analytics).toMatchObject({ value: 'granted', basis: 'legitimate_interest', chosenAt: null })
  })

  it('every source that had a say keeps its own time', () => {
    const { outcomes } = consentOf(
      { ...marketing(true), tcf: aTcString() },
      { ...withVendor, choices: chose('granted', chosenAt) },
    )
    expect(outcomes.advertising.sources.map((source) => [source.from, source.at])).toEqual([
      ['categories', undefined],
      ['ledger', chosenAt],
      ['tcf', '2026-05-03T00:00:00.000Z'],
    ])
  })
})
