import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../../sandbox/server.ts'
import type { Row } from '../../../sandbox/vendors/checklist.ts'
import { aRecordFile, rowsOf, type TestSandbox, verdictOf, withHelpers } from './a-sandbox.ts'

/** 24 Nov 2026, noon: the clock of every vendor test. */
export const noonMs = Date.UTC(2026, 10, 24, 12)

export interface SentRequest {
  method?: string
  path: string
  headers: Record<string, string>
  body: string
}

/** One rule: what breaks it and nothing else, and a near miss that keeps it. */
export interface RuleCase<Draft> {
  row: string
  breaks: (draft: Draft) => void
  keeps?: (draft: Draft) => void
}

/** `set('event.event_time', 1)` as a change of a draft; the path's last key may be anything without a dot. */
export function set(path: string, value: unknown): (draft: object) => void {
  return (draft) => {
    const { holder, key } = placeOf(draft, path)
    holder[key] = value
  }
}

export function unset(path: string): (draft: object) => void {
  return (draft) => {
    const { holder, key } = placeOf(draft, path)
    delete holder[key]
  }
}

function placeOf(draft: object, path: string): { holder: Record<string, unknown>; key: string } {
  const [key = '', ...parents] = path.split('.').reverse()
  const start = draft as Record<string, unknown>
  const holder = parents.reverse().reduce((object, name) => object[name] as Record<string, unknown>, start)
  return { holder, key }
}

interface Suite<Draft> {
  rows: readonly Row[]
  /** Notes that every request of the suite gets. */
  baseNotes?: string[]
  draft: () => Draft
  toRequest: (draft: Draft) => SentRequest
  cases: RuleCase<Draft>[]
}

/** Every row of a vendor has a case that breaks it and one that keeps it, against the running server. */
export function describeRules<Draft>(vendor: string, suite: Suite<Draft>): void {
  describe(`${vendor}: every rule`, () => {
    let sandbox: TestSandbox
    beforeAll(async () => {
      const recordFile = aRecordFile()
      const options = { port: 0, host: '127.0.0.1', recordFile, nowMs: () => noonMs }
      sandbox = withHelpers(await startSandbox(options), recordFile)
    })
    afterAll(() => sandbox.close())

    const sent = async (change: (draft: Draft) => void) => {
      const draft = suite.draft()
      change(draft)
      const { path, body, headers, method = 'POST' } = suite.toRequest(draft)
      await fetch(`${sandbox.url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) })
      return verdictOf(await sandbox.last())
    }

    it('accepts the request that the cases start from', async () => {
      const { accepted, failures, notes } = await sent(() => undefined)
      expect({ accepted, failures, notes: rowsOf(notes) }).toEqual({
        accepted: true,
        failures: [],
        notes: suite.baseNotes ?? [],
      })
    })

    it('has a case', () => {
      const covered = new Set(suite.cases.map((one) => one.row))
      expect(suite.rows.map((row) => row.id).filter((id) => !covered.has(id))).toEqual([])
    })

    it.each(suite.cases.map((one, index) => ({ ...one, index })))('$row is told ($index)', async ({ row, breaks }) => {
      const verdict = await sent(breaks)
      const found = [...verdict.failures, ...verdict.notes].find((finding) => finding.row === row)
      expect(found?.row).toBe(row)
      expect(verdict.accepted).toBe(isNote(suite.rows, row))
    })

    const kept = suite.cases.flatMap(({ row, keeps }, index) => (keeps === undefined ? [] : [{ row, keeps, index }]))
    it.each(kept)('$row is kept by a near miss ($index)', async ({ row, keeps }) => {
      const verdict = await sent(keeps)
      expect(rowsOf([...verdict.failures, ...verdict.notes])).not.toContain(row)
      expect(verdict.failures).toEqual([])
    })
  })
}

function isNote(rows: readonly Row[], id: string): boolean {
  const row = rows.find((one) => one.id === id)
  return row?.advice === true || ['MEM', '3P', 'CONFLICT'].includes(row?.source ?? '')
}
