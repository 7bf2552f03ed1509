import { expect, test } from 'vitest'
import { clockOffsetCode, createSourceNotes } from '../../ingest/source-notes.ts'
import type { SourceNote } from '../../supabase/queries/ports.ts'

const source = { workspaceId: 'w', sourceId: 's' }

function someNotes(add: (notes: SourceNote[]) => Promise<void>) {
  const warned: string[] = []
  const clock = () => new Date('2026-11-24T12:00:00.000Z')
  const log = { warn: (_fields: object, message: string) => void warned.push(message) }
  return { warned, notes: createSourceNotes({ store: { add }, clock, log }) }
}

test('the same code is counted, not listed, and written once', async () => {
  const written: SourceNote[][] = []
  const { notes } = someNotes(async (batch) => void written.push(batch))
  for (let n = 0; n < 3; n += 1) notes.note(source, 'rejected', 'user_missing')
  notes.note(source, 'unmapped_category', 'C0099')
  await notes.flush()
  await notes.flush()
  expect(written).toHaveLength(1)
  expect(written[0]).toMatchObject([
    { kind: 'rejected', code: 'user_missing', number: 3 },
    { kind: 'unmapped_category', code: 'C0099', number: 1 },
  ])
})

test('a sender that makes up codes fills neither memory nor the table', async () => {
  let written: SourceNote[] = []
  const { notes } = someNotes(async (batch) => {
    written = batch
  })
  for (let n = 0; n < 5_000; n += 1) notes.note(source, 'unmapped_category', `${n}-`.repeat(100))
  await notes.flush()
  expect(written.length).toBeLessThanOrEqual(2_000)
  expect(Math.max(...written.map(({ code }) => code.length))).toBeLessThanOrEqual(100)
})

test('a store that is away costs the counts and nothing else', async () => {
  const { notes, warned } = someNotes(() => Promise.reject(new Error('away')))
  notes.note(source, 'rejected', 'user_missing')
  await notes.flush()
  expect(warned).toEqual(['source_notes.lost'])
})

test.each([
  [0.2, '0'],
  [-3.4, '-3'],
  [95, '120'],
  [1e9, '86400'],
])('an offset of %s s is counted as %s', (seconds, code) => {
  expect(clockOffsetCode(seconds)).toBe(code)
})
