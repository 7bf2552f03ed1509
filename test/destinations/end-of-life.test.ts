import { expect, test } from 'vitest'
import { daysToEndOfLife } from '../../destinations/end-of-life.ts'

const now = new Date('2026-11-24T10:00:00.000Z')

test.each([
  [null, null],
  ['2027-01-24', null],
  ['2027-01-23', 60],
  ['2026-11-25', 1],
  ['2026-11-20', -4],
])('an end of life of %s is %s days ahead', (endOfLife, days) => {
  expect(daysToEndOfLife({ endOfLife }, now)).toBe(days)
})
