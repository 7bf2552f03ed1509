import { describe, expect, it } from 'vitest'
import { captureCategories } from '../../core/consent/categories.ts'
import { captureGpc } from '../../core/consent/gpc.ts'
import { mergeSubjects } from '../../core/consent/ledger.ts'
import { consentWarnings } from '../../core/consent/signals.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { aSource } from '../support/a-snapshot.ts'
import { fc } from '../support/fast-check.ts'

describe('captured categories', () => {
  it('keep true, false and everything else apart', () => {
    const sent = { marketing: true, statistics: false, C0001: 'true', C0002: 1, C0003: null }
    expect(captureCategories({ categoryPreferences: sent })).toEqual({
      marketing: 'granted',
      statistics: 'denied',
      C0001: 'invalid',
      C0002: 'invalid',
      C0003: 'invalid',
    })
  })

  it('are no signal when there is nothing, and an empty one when it is empty', () => {
    expect(captureCategories(undefined)).toBeUndefined()
    expect(captureCategories({})).toBeUndefined()
    expect(captureCategories({ provider: 'x' })).toBeUndefined()
    expect(captureCategories({ categoryPreferences: {} })).toEqual({})
  })

  it.each([
    'jane@example.com',
    'jane%40example.com',
    '+491701234567',
    '00491701234567',
    'a\nb',
    ' '.repeat(101),
    '<b>',
    '',
  ])('are invalid as a whole with the category name %j, which is not kept', (name) => {
    expect(captureCategories({ categoryPreferences: { marketing: true, [name]: true } })).toBe('invalid')
  })

  it.each([
    'C0004',
    'Targeting Cookies',
    'Präferenzen',
    'cookie:marketing-ads',
    'Ads & Social (EU)',
    '1',
    'google/ads',
  ])('know category names such as %j', (name) => {
    expect(captureCategories({ categoryPreferences: { [name]: true } })).toEqual({ [name]: 'granted' })
  })

  it('leave the prototype alone', () => {
    const captured = captureCategories(JSON.parse('{"categoryPreferences":{"__proto__":{"marketing":true},"a":true}}'))
    expect(captured).toEqual({ a: 'granted' })
    expect(Object.getPrototypeOf(captured)).toBe(Object.prototype)
  })

  it('grant only for the boolean true, whatever is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const captured = captureCategories({ categoryPreferences: { marketing: value } })
        expect(captured).toEqual({
          marketing:
            new Map<unknown, string>([
              [true, 'granted'],
              [false, 'denied'],
            ]).get(value) ?? 'invalid',
        })
      }),
    )
  })
})

describe('captured GPC', () => {
  it('is the value 1 alone', () => {
    expect(['1', '\t1 ', '0,1'].map(captureGpc)).toEqual([true, true, true])
    expect([null, '', '0', 'true', '"1"', '1.0', '１'].map(captureGpc)).toEqual(Array(7).fill(undefined))
  })
})

describe('consent warnings', () => {
  it('name unmapped and unreadable categories by path', () => {
    const source = aSource({ categoryMap: { known: [], C0004: ['advertising'] } })
    const categories = { known: 'granted', C0004: 'invalid', odd: 'invalid', other: 'denied' } as const
    expect(consentWarnings({ categories }, source).map(({ code, path }) => [code, path.split('.').at(-1)])).toEqual([
      ['unmapped_category', 'odd'],
      ['unmapped_category', 'other'],
      ['invalid_category', 'C0004'],
    ])
    expect(consentWarnings({ categories: 'invalid' }, source).map(({ code }) => code)).toEqual(['invalid_consent'])
    expect(consentWarnings({ gpc: true }, source)).toEqual([])
  })
})

describe('the subjects of one event', () => {
  it('a denial travels over every link, also past a later grant of another subject', () => {
    const merged = mergeSubjects([
      { choices: [choice('denied', '2026-01-01T00:00:00Z')], suppressed: false },
      { choices: [choice('granted', '2026-02-01T00:00:00Z')], suppressed: false },
    ])
    expect(merged.choices).toEqual([choice('denied', '2026-01-01T00:00:00Z')])
  })

  it('within one subject the latest choice counts', () => {
    const choices = [choice('denied', '2026-01-01T00:00:00Z'), choice('granted', '2026-02-01T00:00:00Z')]
    expect(mergeSubjects([{ choices, suppressed: false }]).choices).toEqual([choice('granted', '2026-02-01T00:00:00Z')])
  })

  it('times are compared as times, not as text', () => {
    const choices = [choice('granted', '2026-01-01T00:30:00+02:00'), choice('denied', '2025-12-31T23:00:00.000Z')]
    expect(mergeSubjects([{ choices, suppressed: false }]).choices[0]?.value).toBe('denied')
  })

  it('one suppressed subject suppresses', () => {
    expect(
      mergeSubjects([
        { choices: [], suppressed: false },
        { choices: [], suppressed: true },
      ]).suppressed,
    ).toBe(true)
  })
})

function choice(value: LedgerChoice['value'], chosenAt: string): LedgerChoice {
  return { purpose: 'advertising', value, chosenAt, recordId: `${value}-${chosenAt}` }
}
