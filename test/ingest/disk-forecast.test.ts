import { expect, test } from 'vitest'
import { daysToFull, withSample } from '../../ingest/disk-forecast.ts'

const hourMs = 3_600_000

test('a disk that loses a tenth in an hour is full nine hours later', () => {
  const days = daysToFull([
    { atMs: 0, freeBytes: 1000 },
    { atMs: hourMs, freeBytes: 900 },
  ])
  expect((days ?? 0) * 24).toBeCloseTo(9)
})

test('a disk that does not fill is never full', () => {
  const samples = [
    { atMs: 0, freeBytes: 900 },
    { atMs: hourMs, freeBytes: 1000 },
  ]
  expect(daysToFull(samples)).toBe(Number.POSITIVE_INFINITY)
})

test('before ten minutes have passed there is no pace to speak of', () => {
  const samples = [
    { atMs: 0, freeBytes: 1000 },
    { atMs: 9 * 60_000, freeBytes: 1 },
  ]
  expect(daysToFull(samples)).toBeNull()
})

test('samples are about one a minute, a day of them, and the newest is always there', () => {
  let samples: { atMs: number; freeBytes: number }[] = []
  for (let atMs = 0; atMs <= 30 * hourMs; atMs += 5_000) samples = withSample(samples, { atMs, freeBytes: atMs })
  expect(samples.length).toBeLessThan(1_600)
  expect(samples.at(-1)?.atMs).toBe(30 * hourMs)
  expect(samples[0]?.atMs).toBeGreaterThanOrEqual(6 * hourMs)
})
