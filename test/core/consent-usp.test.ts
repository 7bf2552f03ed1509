import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { JsonObject } from '../../core/json.ts'
import { purposes } from '../../core/purpose.ts'
import { optInRule, usRule } from '../support/a-snapshot.ts'
import {
  type Around,
  california,
  consentOf,
  germany,
  someUsState,
  texas,
  unknownCountry,
} from '../support/consent-of.ts'

interface Case {
  fact: string
  sent: JsonObject[string]
  in: NonNullable<Around['in']>
  /** Of `sale_or_sharing`: value and reason. */
  expected: [string, string]
}

const byDefault = ['granted', 'granted_by_policy'] satisfies [string, string]
const silent = ['unset', 'no_signal'] satisfies [string, string]

const cases: Case[] = [
  { fact: 'Y in place three is a refusal', sent: '1YYN', in: california, expected: ['denied', 'usp_opt_out'] },
  {
    fact: 'Y in place three is a refusal in every state',
    sent: '1YYY',
    in: texas,
    expected: ['denied', 'usp_opt_out'],
  },
  {
    fact: 'Y in place three is a refusal in an opt-in country',
    sent: '1YYN',
    in: germany,
    expected: ['denied', 'usp_opt_out'],
  },
  {
    fact: 'Y in place three is a refusal without notice',
    sent: '1NYN',
    in: california,
    expected: ['denied', 'usp_opt_out'],
  },
  {
    fact: 'N in place three grants the sale where law is opt-out',
    sent: '1YNN',
    in: california,
    expected: ['granted', 'granted_by_signal'],
  },
  { fact: 'N in place three grants nothing in an opt-in country', sent: '1YNN', in: germany, expected: silent },
  { fact: 'N in place three grants nothing in an unknown country', sent: '1YNN', in: unknownCountry, expected: silent },
  { fact: '1--- is not applicable: the default of the state (case 21)', sent: '1---', in: texas, expected: byDefault },
  { fact: '1--- is not applicable in California too (case 21)', sent: '1---', in: california, expected: byDefault },
  { fact: '1--- is unset in an opt-in country', sent: '1---', in: germany, expected: silent },
  {
    fact: 'a sale that is not stated is opted out in California (case 22)',
    sent: '1Y-N',
    in: california,
    expected: ['denied', 'usp_sale_not_stated'],
  },
  {
    fact: 'a sale that is not stated is opted out in an unknown state (case 22)',
    sent: '1N--',
    in: someUsState,
    expected: ['denied', 'usp_sale_not_stated'],
  },
  {
    fact: 'a sale that is not stated contradicts itself elsewhere as well',
    sent: '1--Y',
    in: texas,
    expected: ['denied', 'usp_sale_not_stated'],
  },
  { fact: 'an empty text is no signal', sent: '', in: texas, expected: byDefault },
  { fact: 'null is no signal', sent: null, in: texas, expected: byDefault },
  {
    fact: 'the answer of __uspapi is read',
    sent: { version: 1, uspString: '1YYN' },
    in: texas,
    expected: ['denied', 'usp_opt_out'],
  },
  ...[
    '2YNN',
    '1yyn',
    '1YN',
    '1YNNN',
    '1YXN',
    ' 1YNN',
    '1YNN\n',
    '１ＹＮＮ',
    'N'.repeat(100_000),
    'jane@example.com',
    1,
    true,
    ['1YNN'],
    { uspString: 7 },
    {},
  ].map((sent) => ({
    fact: `hostile: ${JSON.stringify(sent).slice(0, 30)} is a refusal`,
    sent: sent as JsonObject[string],
    in: texas,
    expected: ['denied', 'invalid_signal'] as [string, string],
  })),
]

describe('the US privacy text', () => {
  it.each(cases)('$fact ($in.country $in.region)', ({ sent, in: place, expected }) => {
    const { value, reason } = consentOf({ us_privacy: sent }, { in: place }).outcomes.sale_or_sharing
    expect([value, reason]).toEqual(expected)
  })

  it.each(['us_privacy', 'usPrivacy', 'usp', 'uspString', 'usp_string'])('is read from context.%s', (key) => {
    expect(captureSignals({ [key]: '1YNN' }, undefined)).toEqual({ usp: '1YNN' })
  })

  it('in two places is one text or a refusal', () => {
    expect(captureSignals({ us_privacy: '1YNN', usp: '1YNN' }, undefined)).toEqual({ usp: '1YNN' })
    expect(captureSignals({ us_privacy: '1YNN', usp: '1YYN' }, undefined)).toEqual({ usp: 'invalid' })
  })

  it('is not kept when it is something else', () => {
    expect(captureSignals({ us_privacy: 'jane@example.com' }, undefined)).toEqual({ usp: 'invalid' })
  })

  it.each(['1YYN', '1YNN', '1Y--', 'rubbish'])('%s speaks of no other purpose', (text) => {
    const { outcomes } = consentOf({ us_privacy: text }, { in: california })
    const spokenOf = purposes.filter((purpose) => outcomes[purpose].sources.some(({ from }) => from === 'usp'))
    expect(spokenOf).toEqual(['sale_or_sharing'])
  })

  it('grants nothing in a state whose policy asks first', () => {
    const { outcomes } = consentOf(
      { us_privacy: '1YNN' },
      { in: california, rules: [{ ...optInRule, countries: ['US'] }, usRule] },
    )
    expect(outcomes.sale_or_sharing.value).toBe('unset')
  })

  it('tells the sender what cannot be read', () => {
    expect(consentOf({ us_privacy: 'x' }).warnings.map(({ code, path }) => [code, path])).toEqual([
      ['invalid_consent', 'context.us_privacy'],
    ])
    expect(consentOf({ us_privacy: '1YYN' }).warnings).toEqual([])
  })
})
