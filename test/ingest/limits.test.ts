import { afterEach, describe, expect, it } from 'vitest'
import { makeWriteKey } from '../../core/api-keys.ts'
import { addressLimits } from '../../ingest/limits/address-limits.ts'
import { openLimiter } from '../../ingest/limits/choose-limiter.ts'
import type { Limiter, LimitRequest } from '../../ingest/limits/limiter.ts'
import { memoryLimiter } from '../../ingest/limits/memory-limiter.ts'
import { rateNumbers } from '../../ingest/limits/numbers.ts'
import { aRedisServer } from '../support/a-redis-server.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { anUpstashServer } from '../support/an-upstash-server.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'
import { needsProgram } from '../support/needs-program.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** For servers that do answer, on a machine that may be slow. */
const patient = { timeoutMs: 20_000 }
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function aBucket(overrides: Partial<LimitRequest> = {}): LimitRequest {
  // A window long enough that no test meets its end.
  return { bucket: 'workspace', id: crypto.randomUUID(), cost: 1, points: 3, windowSeconds: 3_600, ...overrides }
}

async function behavesAsALimiter(limiter: Limiter): Promise<void> {
  const bucket = aBucket()
  const answers: boolean[] = []
  for (let n = 0; n < 4; n++) answers.push((await limiter.take(bucket)).allowed)
  expect(answers).toEqual([true, true, true, false])
  expect((await limiter.take(bucket)).resetSeconds).toBeGreaterThan(0)
  expect((await limiter.take(aBucket())).allowed).toBe(true)
  expect((await limiter.take(aBucket({ cost: 3 }))).allowed).toBe(true)
  expect((await limiter.take(aBucket({ cost: 9_999 }))).allowed).toBe(true)
}

describe('limiters', () => {
  it('in this process', () => behavesAsALimiter(memoryLimiter()))

  it('over Upstash REST', async () => {
    const upstash = await anUpstashServer()
    closers.push(upstash.close)
    await behavesAsALimiter(
      openLimiter({ kind: 'upstash', url: upstash.url, token: upstash.token }, silent, patient).limiter,
    )
    expect(new Set(upstash.commands)).toEqual(new Set(['evalsha', 'eval']))
  })

  it('Upstash that hangs or refuses is away: the limiter rejects', async () => {
    const upstash = await anUpstashServer()
    closers.push(upstash.close)
    const wrongToken = openLimiter({ kind: 'upstash', url: upstash.url, token: 'wrong' }, silent, patient).limiter
    await expect(wrongToken.take(aBucket())).rejects.toThrow()
    upstash.hang()
    const { limiter } = openLimiter({ kind: 'upstash', url: upstash.url, token: upstash.token }, silent)
    await expect(limiter.take(aBucket())).rejects.toThrow('limiter timed out')
  })
})

const redisServer = needsProgram('redis-server', 'redis-server')
describe.skipIf(redisServer.absent)(`limiter over Redis${redisServer.note}`, () => {
  it('counts for all processes together', async () => {
    const redis = await aRedisServer('redis-server')
    closers.push(redis.stop)
    const [one, other] = [1, 2].map(() => openLimiter({ kind: 'redis', url: redis.url }, silent, patient)) as [
      ReturnType<typeof openLimiter>,
      ReturnType<typeof openLimiter>,
    ]
    closers.push(one.close, other.close)
    await untilUp(one.limiter)
    await untilUp(other.limiter)
    await behavesAsALimiter(one.limiter)
    const bucket = aBucket()
    const answers = [
      await one.limiter.take(bucket),
      await other.limiter.take(bucket),
      await one.limiter.take(bucket),
      await other.limiter.take(bucket),
    ]
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, false])
  })
})

async function untilUp(limiter: Limiter): Promise<void> {
  while (
    !(await limiter.take(aBucket()).then(
      () => true,
      () => false,
    ))
  )
    await new Promise((resolve) => setImmediate(resolve))
}

describe('at the doors', () => {
  it('the plan’s burst passes, the next event is 429 with whole seconds', async () => {
    const scene = ingestScene({ snapshot: { plan: { eventsPerSecond: 1, burst: 3 } } })
    for (let n = 0; n < 3; n++) expect((await scene.post('/v1/track', aWireEvent())).status).toBe(200)
    const response = await scene.post('/v1/track', aWireEvent())
    expect([response.status, (await answerOf(response)).error.code]).toEqual([429, 'plan_rate_limited'])
    for (const header of ['retry-after', 'x-ratelimit-reset']) expect(response.headers.get(header)).toMatch(/^[123]$/)
  })

  it('a batch costs its events', async () => {
    const scene = ingestScene({ snapshot: { plan: { eventsPerSecond: 1, burst: 5 } } })
    const batch = Array.from({ length: 4 }, (_, index) => aWireEvent({ messageId: `m${index}` }))
    expect((await scene.post('/v1/batch', { batch })).status).toBe(200)
    expect((await scene.post('/v1/batch', { batch })).status).toBe(429)
  })

  it('one key has its own limit', async () => {
    const rates = { ...rateNumbers, key: { points: 2, windowSeconds: 60 } }
    const scene = ingestScene({ world: { rates } })
    for (let n = 0; n < 2; n++) await scene.post('/v1/track', aWireEvent())
    const response = await scene.post('/v1/track', aWireEvent())
    expect([response.status, (await answerOf(response)).error.code]).toEqual([429, 'key_rate_limited'])
    expect((await scene.post('/v1/track', aWireEvent(), { key: scene.keys.secret })).status).toBe(200)
  })

  it('failing requests of one address turn into 429; its good ones and other addresses do not', async () => {
    const rates = { ...rateNumbers, failingAddress: { points: 3, windowSeconds: 60 } }
    const scene = ingestScene({ world: { rates } })
    const fail = (peer = '198.51.100.1') => scene.post('/v1/track', '{', { peer })
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) statuses.push((await fail()).status)
    expect(statuses).toEqual([400, 400, 400, 429])
    expect((await scene.post('/v1/track', aWireEvent(), { peer: '198.51.100.1' })).status).toBe(200)
    expect((await fail('198.51.100.2')).status).toBe(400)
    scene.clock.now = new Date(scene.clock.now.getTime() + 60_000)
    expect((await fail()).status).toBe(400)
  })

  it('guessing keys stops costing look-ups, while known keys pass from the same address', async () => {
    const rates = { ...rateNumbers, unknownKeyAddress: { points: 5, windowSeconds: 60 } }
    const scene = ingestScene({ world: { rates } })
    await scene.post('/v1/track', aWireEvent())
    for (let n = 0; n < 9; n++) await scene.post('/v1/track', aWireEvent(), { key: makeWriteKey() })
    expect(scene.control.lookups).toBe(1 + 5)
    expect((await scene.post('/v1/track', aWireEvent(), { key: makeWriteKey() })).status).toBe(429)
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(200)
  })

  it('limiter away: events pass, with a warning and a count', async () => {
    const limiter = { take: () => Promise.reject(new Error('redis://user:secret@host is away')) }
    const scene = ingestScene({ world: { limiter } })
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(200)
    expect(scene.limiterAway()).toBe(2)
    expect(scene.logged.join('')).toContain('limiter.away')
    expect(scene.logged.join('')).not.toContain('secret')
  })

  it('an IPv6 network of one customer counts as one address', () => {
    const limits = addressLimits({ ...rateNumbers, failingAddress: { points: 1, windowSeconds: 60 } }, () => 0)
    limits.countFailure('failingAddress', '2001:db8:0:1::5')
    expect(limits.blockedSeconds('failingAddress', '2001:db8:0:1:ffff::9')).toBe(60)
    expect(limits.blockedSeconds('failingAddress', '2001:db8:0:2::5')).toBeNull()
  })

  it('memory of addresses is bounded', () => {
    const limits = addressLimits(
      { ...rateNumbers, failingAddress: { points: 1, windowSeconds: 60 }, addressesMax: 100 },
      () => 0,
    )
    for (let n = 0; n < 1_000; n++) limits.countFailure('failingAddress', `10.0.${n >> 8}.${n & 255}`)
    expect(limits.blockedSeconds('failingAddress', '10.0.0.1')).toBeNull()
    expect(limits.blockedSeconds('failingAddress', '10.0.3.231')).toBe(60)
  })
})
