import { describe, expect, it } from 'vitest'
import { rateNumbers } from '../../ingest/limits/numbers.ts'
import { checkItem } from '../../ingest/strict-json.ts'
import { fc } from '../support/fast-check.ts'
import { ingestScene } from '../support/ingest-scene.ts'
import { anyBody, anyEvent, anyHeaders, anyPath } from '../support/malformed-ingest-requests.ts'

const generous = {
  ...rateNumbers,
  failingAddress: { points: 1e9, windowSeconds: 60 },
  unknownKeyAddress: { points: 1e9, windowSeconds: 60 },
}

describe('malformed input', () => {
  it('never crashes, never answers 5xx or 3xx, and always names the error', async () => {
    const scene = ingestScene({ world: { rates: generous }, snapshot: { plan: { eventsPerSecond: 1e9, burst: 1e9 } } })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(anyPath, anyBody, anyHeaders, fc.boolean(), async (door, sent, extra, asSecret) => {
        const key = asSecret ? scene.keys.secret : scene.keys.write
        const response = await scene.post(door, sent, { key, headers: extra })
        const text = await response.text()
        expect([200, 400, 401, 403, 413, 415]).toContain(response.status)
        const answer = JSON.parse(text)
        if (response.status === 200) {
          taken += 1
          return
        }
        const named =
          answer.error?.code ?? answer.results.find(({ status }: { status: string }) => status === 'rejected').code
        expect(named).toMatch(/^[a-z][a-z0-9_]+$/)
        expect(named).not.toBe('internal_error')
      }),
      { numRuns: Number(process.env.TRACKLAYER_FUZZ_RUNS ?? 3_000) },
    )
    expect(scene.rejectedCodes).not.toContain('internal_error')
    expect(scene.logged.filter((line) => line.includes('"level":"error"'))).toEqual([])
    expect(scene.rejectedCodes.length).toBeGreaterThan(100)
    expect(taken).toBeGreaterThan(100)
  }, 300_000)

  it('what was accepted can be stored: no NUL, no lone surrogate, only finite numbers', async () => {
    const scene = ingestScene({ world: { rates: generous }, snapshot: { plan: { eventsPerSecond: 1e9, burst: 1e9 } } })
    await fc.assert(
      fc.asyncProperty(anyEvent, async (one) => {
        scene.store.records.length = 0
        await scene.post('/v1/track', one)
        for (const record of scene.store.records) expect(checkItem(structuredClone(record) as never)).toBeNull()
      }),
      { numRuns: 500 },
    )
  }, 120_000)
})
