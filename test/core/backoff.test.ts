import { describe, expect, it } from 'vitest'
import { retryAt } from '../../core/backoff.ts'
import { fc } from '../support/fast-check.ts'

const now = new Date('2026-11-24T10:00:00.000Z')

describe('the next attempt', () => {
  it.each([
    [1, 2],
    [2, 4],
    [5, 32],
    [10, 900],
    [1_000, 900],
  ])('after attempt %i is at most %i s away', (attempt, seconds) => {
    expect(waitSeconds({ attempt, random: () => 0.9999999 })).toBeCloseTo(seconds, 3)
    expect(waitSeconds({ attempt, random: () => 0 })).toBe(0)
  })

  it("is never before the vendor's Retry-After, which jitter only lengthens", () => {
    expect(waitSeconds({ attempt: 1, random: () => 0, retryAfterSeconds: 60 })).toBe(60)
    expect(waitSeconds({ attempt: 1, random: () => 0.5, retryAfterSeconds: 60 })).toBe(63)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 86_400 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, retryAfterSeconds, dice) => {
          expect(waitSeconds({ attempt, random: () => dice, retryAfterSeconds })).toBeGreaterThanOrEqual(
            retryAfterSeconds,
          )
        },
      ),
    )
  })

  it('has a ceiling: a vendor cannot park a delivery for ever', () => {
    expect(waitSeconds({ attempt: 1, random: () => 0.999, retryAfterSeconds: 1e9 })).toBeLessThanOrEqual(86_400 + 30)
    expect(waitSeconds({ attempt: 1, random: () => 0, retryAfterSeconds: -5 })).toBe(0)
  })
})

function waitSeconds(given: { attempt: number; random: () => number; retryAfterSeconds?: number }): number {
  return (retryAt({ retryAfterSeconds: null, now, ...given }).getTime() - now.getTime()) / 1_000
}
