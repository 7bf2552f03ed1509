import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import { standardEvents } from '../../core/event.ts'
import { destinations, parseSettings } from '../../destinations/registry.ts'
import { covers, firstAt, leavesOf } from '../../scripts/destination-sheets/payload-paths.ts'
import { sheetPages, sheetsFolder } from '../../scripts/destination-sheets/sheet-pages.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anyDeliverableEvent } from '../support/any-deliverable-event.ts'
import { fc } from '../support/fast-check.ts'
import { localDestinations } from './local-destinations.ts'

describe('the pages', () => {
  const pages = sheetPages()

  test.each([...pages])('%s is what `npm run sheets` writes', (name, text) => {
    expect(readFileSync(join(sheetsFolder, name), 'utf8')).toBe(text)
  })

  test('are of types that exist', () => {
    expect(readdirSync(sheetsFolder).sort()).toEqual([...pages.keys()].sort())
  })
})

describe.each(destinations.map((one) => [one.type, one] as const))('the sheet of %s', (type, destination) => {
  const { sheet } = destination
  const uncovered = (payload: unknown): string[] => {
    if (isSkip(payload)) return []
    return leavesOf(payload as never).filter((leaf) => !sheet.fields.some(({ path }) => covers(path, leaf)))
  }

  test.each(destination.examples.map((example) => [example.name, example.payload] as const))(
    'covers %s',
    (_, payload) => {
      expect(uncovered(payload)).toEqual([])
    },
  )

  test('covers the payload of whatever event', () => {
    const parsed = parseSettings(type, localDestinations[type]?.settings('https://vendor.example'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    fc.assert(
      fc.property(anyDeliverableEvent, (event) => {
        expect(uncovered(destination.toPayload(event, parsed.value))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('has no row that no example shows', () => {
    const payloads = destination.examples.flatMap(({ payload }) => (isSkip(payload) ? [] : [payload]))
    const unseen = sheet.fields.filter(
      ({ path }) => !payloads.some((payload) => firstAt(payload, pathAbove(path)) !== undefined),
    )
    expect(unseen.map(({ path }) => path)).toEqual([])
  })

  test('says of each standard event what the examples do', () => {
    expect(Object.keys(sheet.events).sort()).toEqual([...standardEvents].sort())
    for (const { event, payload } of destination.examples) {
      const { standard } = aDeliverableEvent(event)
      if (standard === null) continue
      const there = sheet.events[standard]
      if (typeof there === 'object') expect(isSkip(payload), standard).toBe(true)
      else if (!isSkip(payload)) expect(JSON.stringify(payload), standard).toContain(there)
    }
  })

  test('names a source in every row', () => {
    for (const { path, rule, source } of sheet.fields) {
      expect(rule, path).not.toBe('')
      expect(source, path).toMatch(/^(DOC|SDK|S|R|W|ST|J|3P|MEM|CONFLICT|ours)\b/)
    }
  })
})

/** A row for all that stands below is shown by what it stands below of. */
function pathAbove(path: string): string {
  return path.replace(/\.\*$/, '')
}

describe('paths', () => {
  const payload = { a: { 'x.y': [{ n: 1 }], empty: [] }, b: null }
  test('leaves end in a value or in something empty', () => {
    expect(leavesOf(payload)).toEqual(['a.x.y[].n', 'a.empty', 'b'])
  })

  test('the first value stands at a path, names with dots included', () => {
    expect(firstAt(payload, 'a.x.y[].n')).toBe(1)
    expect(firstAt(payload, 'a.x')).toBeUndefined()
    expect(firstAt(payload, 'a.empty[]')).toBeUndefined()
  })

  test.each([
    ['a.b', 'a.b', true],
    ['a.b[]', 'a.b', true],
    ['a', 'a.b', false],
    ['a.*', 'a.b[].c', true],
    ['a.*', 'ab', false],
  ])('%s covers %s: %s', (rule, leaf, does) => {
    expect(covers(rule, leaf)).toBe(does)
  })
})
