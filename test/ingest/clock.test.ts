import { describe, expect, it } from 'vitest'
import { correctClock, parseTime } from '../../ingest/correct-clock.ts'

const receivedAt = new Date('2026-11-24T12:00:00.000Z')

/** Claimed time, sentAt → what is stored and which warning or rejection. */
const table: [string, { timestamp?: string; originalTimestamp?: string; sentAt?: unknown }, string, string?][] = [
  ['no time at all is the arrival', {}, '2026-11-24T12:00:00.000Z'],
  ['a past time stands', { timestamp: '2026-11-20T08:00:00Z' }, '2026-11-20T08:00:00.000Z'],
  ['history is allowed', { timestamp: '2019-01-01' }, '2019-01-01T00:00:00.000Z'],
  [
    'originalTimestamp counts without timestamp',
    { originalTimestamp: '2026-11-20T08:00:00Z' },
    '2026-11-20T08:00:00.000Z',
  ],
  [
    'timestamp wins over originalTimestamp',
    { timestamp: '2026-11-21T08:00:00Z', originalTimestamp: '2026-11-20T08:00:00Z' },
    '2026-11-21T08:00:00.000Z',
  ],
  [
    'a clock 2 h slow is put right',
    { timestamp: '2026-11-24T09:59:00Z', sentAt: '2026-11-24T10:00:00Z' },
    '2026-11-24T11:59:00.000Z',
  ],
  [
    'a clock 3 days fast is put right',
    { timestamp: '2026-11-27T11:59:00Z', sentAt: '2026-11-27T12:00:00Z' },
    '2026-11-24T11:59:00.000Z',
  ],
  [
    'a clock in 1970 is put right',
    { timestamp: '1970-01-01T00:00:00Z', sentAt: '1970-01-01T00:01:00Z' },
    '2026-11-24T11:59:00.000Z',
  ],
  ['a future of seconds is clamped in silence', { timestamp: '2026-11-24T12:00:03Z' }, '2026-11-24T12:00:00.000Z'],
  [
    'a future of an hour is clamped with a warning',
    { timestamp: '2026-11-24T13:00:00Z' },
    '2026-11-24T12:00:00.000Z',
    'timestamp_clamped',
  ],
  ['24 h are still clamped', { timestamp: '2026-11-25T12:00:00Z' }, '2026-11-24T12:00:00.000Z', 'timestamp_clamped'],
  ['a second more is rejected', { timestamp: '2026-11-25T12:00:01Z' }, 'timestamp_in_future'],
  [
    'a future by the sender’s own clock is judged after correction',
    { timestamp: '2026-11-24T15:00:00Z', sentAt: '2026-11-24T14:00:00Z' },
    '2026-11-24T12:00:00.000Z',
    'timestamp_clamped',
  ],
  ['before 1970 is rejected', { timestamp: '1969-12-31T23:59:59Z' }, 'timestamp_too_old'],
  ['no time is rejected', { timestamp: 'yesterday' }, 'invalid_timestamp'],
  ['an impossible day is rejected', { timestamp: '2026-02-31T00:00:00Z' }, 'invalid_timestamp'],
  [
    'an unreadable sentAt is ignored with a warning',
    { timestamp: '2026-11-24T11:00:00Z', sentAt: 'soon' },
    '2026-11-24T11:00:00.000Z',
    'sent_at_ignored',
  ],
  [
    'a sentAt that is no text is ignored, too',
    { timestamp: '2026-11-24T11:00:00Z', sentAt: { a: 1 } },
    '2026-11-24T11:00:00.000Z',
    'sent_at_ignored',
  ],
]

describe('clock correction', () => {
  it.each(table)('%s', (_name, times, expected, warning) => {
    const result = correctClock({ timestamp: null, originalTimestamp: null, ...times }, receivedAt)
    if ('problem' in result) return expect(result.problem.code).toBe(expected)
    expect(result.occurredAt.toISOString()).toBe(expected)
    expect(result.warnings.map(({ code }) => code)).toEqual(warning === undefined ? [] : [warning])
  })

  it.each([
    ['2026-01-01T10:00:00.123456+02:00', '2026-01-01T08:00:00.123Z'],
    ['2026-01-01T10:00:00+0200', '2026-01-01T08:00:00.000Z'],
    ['2026-01-01T10:00:00-05', '2026-01-01T15:00:00.000Z'],
    ['2026-01-01 10:00', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T10:00:00', '2026-01-01T10:00:00.000Z'],
  ])('%s is read as %s: no offset is UTC', (text, expected) => {
    expect(new Date(parseTime(text) ?? 0).toISOString()).toBe(expected)
  })
})
