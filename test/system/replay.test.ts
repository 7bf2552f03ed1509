import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snapshot } from '../../core/config.ts'
import type { JsonObject } from '../../core/json.ts'
import { masterKeyFrom } from '../../core/keyring.ts'
import type { ReplayStep, ReplayView } from '../../supabase/queries/replay-records.ts'
import { type ReplayDeps, replayStep } from '../../workers/replay/replay-step.ts'
import { aDyingShop, type DyingShop, refusedBy400 } from '../support/a-dying-shop.ts'
import { aRoute, workspaceId } from '../support/a-snapshot.ts'
import { metaId, webhookId } from '../support/ingest-scene.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let shop: DyingShop
beforeAll(async () => {
  shop = await aDyingShop()
})
afterAll(() => shop?.close())

const deps = (overrides: Partial<ReplayDeps> = {}): ReplayDeps => ({
  workerId: 'worker-1',
  store: shop.region.replays,
  snapshots: { current: async (id) => shop.shop.control.snapshots.get(id) as Snapshot },
  facts: shop.shop.deps.facts,
  keyProvider: masterKeyFrom(new Uint8Array(32).fill(1)),
  now: () => new Date(Date.now() + 3_600_000),
  log: { info: () => undefined, warn: () => undefined, error: (fields) => Promise.reject(fields) },
  ...overrides,
})

/** Steps until nothing is due any more, an hour passing at each. */
async function work(): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const now = new Date(Date.now() + 1_000 + steps * 3_600_000)
    if (!(await replayStep(deps({ now: () => now })))) return steps
  }
}

async function ask(request: Partial<Parameters<typeof shop.region.admin.askReplay>[1]> = {}): Promise<ReplayView> {
  const filter = { from: new Date(Date.now() - 86_400_000).toISOString(), to: '2100-01-01T00:00:00.000Z' }
  const given = { replayId: randomUUID(), kind: 'replay', duplicates: 'skip', perSecond: 50, askedBy: 'test' } as const
  const kind = request.kind ?? 'replay'
  const own = kind === 'redrive' ? request.filter : { ...filter, ...request.filter }
  return shop.region.admin.askReplay(workspaceId, { ...given, ...request, filter: own ?? {} })
}

async function view({ replayId }: ReplayView): Promise<ReplayView> {
  const [found] = await shop.region.reader.replays(workspaceId, replayId)
  if (found === undefined) throw new Error('no such replay')
  return found
}

async function previewed(request: Parameters<typeof ask>[0] = {}): Promise<ReplayView> {
  const asked = await ask(request)
  await work()
  return view(asked)
}

async function ran(request: Parameters<typeof ask>[0] = {}): Promise<ReplayView> {
  const asked = await previewed(request)
  await shop.region.admin.startReplay(workspaceId, asked.replayId, {})
  await work()
  return view(asked)
}

async function states(eventId: string, destinationId: string): Promise<string[]> {
  const found = await shop.region.reader.event(workspaceId, eventId)
  const rows = found?.deliveries.filter((one) => one.destinationId === destinationId) ?? []
  return rows.toSorted((a, b) => a.run - b.run).map(({ state }) => state)
}

async function holds(): Promise<void> {
  expect(await ledgerViolations(shop.region.database.sql)).toEqual([])
}

/** The next thing happens after the last. */
function later(): void {
  shop.clock.now = new Date(shop.clock.now.getTime() + 1_000)
}

const metaDies = (id: string) => (id === metaId ? refusedBy400 : {})

test('a dead letter is previewed, driven again in its own row, decided anew and sent with the same event id', async () => {
  const eventId = await shop.order('R-1')
  await shop.end(metaDies)
  const filter = { destinationId: metaId, eventId }
  const before = await previewed({ kind: 'redrive', filter })
  expect(before).toMatchObject({ state: 'previewed', run: null, preview: { events: 1, send: 1 }, result: {} })
  expect(await states(eventId, metaId)).toEqual(['dead'])

  await shop.region.admin.startReplay(workspaceId, before.replayId, {})
  await work()
  expect(await view(before)).toMatchObject({ state: 'done', result: { events: 1, send: 1, queued: 1 } })
  expect(await states(eventId, metaId)).toEqual(['queued'])
  await holds()
  const decided = (await shop.madeAgain(eventId)).filter(({ stored }) => stored.stage === 'replay')
  expect(decided).toMatchObject([{ stored: { verdict: 'deliver', run: 0 }, made: { matches: true } }])

  await shop.end(() => ({}))
  expect(await states(eventId, metaId)).toEqual(['delivered'])
  const attempts = (await shop.region.reader.event(workspaceId, eventId))?.attempts.filter(
    ({ destinationId }) => destinationId === metaId,
  )
  expect(attempts?.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual(['1 dead', '2 delivered'])
  await holds()
})

test('a withdrawal since keeps a dead letter where it is, and the preview says why', async () => {
  const eventId = await shop.order('R-2')
  await shop.end(metaDies)
  later()
  await shop.choose({ userId: 'user-of-R-2' }, { advertising: 'denied' })
  const done = await ran({ kind: 'redrive', filter: { eventId } })
  expect(done.preview).toEqual({ events: 1, reduced: 0, 'refused denied revoked': 1 })
  expect(done.result).toMatchObject({ queued: 0, 'refused denied revoked': 1 })
  expect(await states(eventId, metaId)).toEqual(['dead'])
})

test('a stricter repeat of what is dead is heard: it is not driven again', async () => {
  const eventId = await shop.order('R-3', { anonymousId: null })
  await shop.end(metaDies)
  later()
  const stricter = { anonymousId: null, context: { consent: { categoryPreferences: { marketing: false } } } }
  expect(await shop.order('R-3', stricter)).toBe(eventId)
  const { preview } = await previewed({ kind: 'redrive', filter: { eventId, destinationId: metaId } })
  expect(preview).toEqual({ events: 1, reduced: 0, 'refused denied category_denied': 1 })
})

test('a replay opens a run of its own, leaves out what was delivered, and never releases a reduced or refused event', async () => {
  const name = 'Product Added'
  const consent = (preferences: JsonObject): JsonObject => ({ consent: { categoryPreferences: preferences } })
  const whole = await shop.order('P-1', { event: name })
  const half = await shop.order('P-2', { event: name, context: consent({ marketing: true }) })
  const reduced = await shop.order('P-3', { event: name, context: consent({ marketing: false }) })
  await shop.end((id) => (id === webhookId ? refusedBy400 : {}))
  later()
  const everything = {
    advertising: 'granted',
    analytics: 'granted',
    functional: 'granted',
    personalization: 'granted',
  } as const
  await shop.choose({ userId: 'user-of-P-2' }, everything)
  await shop.choose({ userId: 'user-of-P-3' }, everything)

  const done = await ran({ filter: { name, destinationId: webhookId } })
  expect(done).toMatchObject({ state: 'done', run: expect.any(Number) })
  expect(done.preview).toEqual({ events: 3, reduced: 1, send: 1, 'refused denied refused_before': 1 })
  expect(await states(whole, webhookId)).toEqual(['dead', 'queued'])
  expect(await states(half, webhookId)).toEqual(['denied'])
  expect(await states(reduced, webhookId)).toEqual(['denied'])
  await holds()

  const reconciled = await shop.region.reader.reconciliation(
    workspaceId,
    '2026-01-01T00:00:00Z',
    '2100-01-01T00:00:00Z',
  )
  expect(reconciled.filter(({ run }) => run === done.run)).toMatchObject([{ fanOut: 1, inFlight: 1, gap: 0 }])
  expect(reconciled.map(({ gap }) => gap)).toEqual(reconciled.map(() => 0))

  const again = await ran({ filter: { name } })
  expect(again.result).toMatchObject({ in_flight: 1, duplicate: 2, queued: 0 })
  await shop.end(() => ({}))
  expect((await ran({ filter: { name, eventId: whole } })).result).toMatchObject({ duplicate: 2, queued: 0 })
})

test('what was delivered goes again only when the admin says so, under the same event id', async () => {
  const eventId = await shop.order('D-1')
  await shop.end(() => ({}))
  const filter = { eventId, destinationId: webhookId }
  const asked = await previewed({ filter })
  expect(asked.preview).toMatchObject({ duplicate: 1 })
  expect(asked.preview).not.toHaveProperty('send')
  await shop.region.admin.startReplay(workspaceId, asked.replayId, { duplicates: 'send' })
  await work()
  expect((await view(asked)).result).toMatchObject({ send: 1, sent_before: 1, queued: 1 })
  expect(await states(eventId, webhookId)).toEqual(['delivered', 'queued'])
  await shop.end(() => ({}))
  await holds()
})

test('a destination that got its route since may have the past, but not what was granted only since', async () => {
  const routes = (await shop.control.snapshot(workspaceId))?.routes ?? []
  await shop.configure({ routes: routes.filter(({ destinationId }) => destinationId !== webhookId) })
  const name = 'Checkout Started'
  const eventId = await shop.order('N-1', { event: name })
  const grantedLater = await shop.order('N-2', { event: name })
  await shop.configure({
    routes: [...routes, aRoute({ id: randomUUID(), destinationId: webhookId })].slice(0, routes.length),
  })
  later()
  await shop.choose({ userId: 'user-of-N-2' }, { analytics: 'granted' })
  const done = await ran({ filter: { name, destinationId: webhookId } })
  expect(done.result).toMatchObject({ queued: 1, 'refused denied granted_after_event': 1 })
  expect(await states(eventId, webhookId)).toEqual(['queued'])
  expect(await states(grantedLater, webhookId)).toEqual([])
  await shop.end(() => ({}))
})

test('killed before, during or after a step, it is taken up by another and does everything once', async () => {
  const name = 'Product Viewed'
  const events = await Promise.all(Array.from({ length: 7 }, (_, n) => shop.order(`K-${n}`, { event: name })))
  await shop.end(metaDies)
  const asked = await previewed({ filter: { name, destinationId: metaId }, perSecond: 2 })
  await shop.region.admin.startReplay(workspaceId, asked.replayId, {})

  const { region } = shop
  const dead = await region.replays.claim('worker-that-dies', new Date(Date.now() + 60_000).toISOString())
  expect(dead?.replayId).toBe(asked.replayId)
  let lost: { token: string; step: ReplayStep } | null = null
  const finish: typeof region.replays.finish = async (token, step) => {
    if (lost !== null) return region.replays.finish(token, step)
    lost = { token, step }
    await region.replays.finish(token, step)
    throw new Error('the answer was lost')
  }
  await expect(replayStep(deps({ store: { ...region.replays, finish } }))).rejects.toThrow('lost')
  const repeated = lost as { token: string; step: ReplayStep } | null
  expect(await region.replays.finish(repeated?.token ?? '', repeated?.step as ReplayStep)).toBe('not_held')
  expect(await region.replays.page(dead?.token ?? '', 10)).toBeNull()
  await work()
  expect((await view(asked)).result).toMatchObject({ queued: 7 })
  for (const eventId of events) expect(await states(eventId, metaId)).toEqual(['dead', 'queued'])
  await holds()
  await shop.end(() => ({}))
})

test('runs no faster than its pace, and what is stopped takes up nothing more until it is started again', async () => {
  const name = 'Payment Info Entered'
  for (let n = 0; n < 25; n += 1) await shop.order(`S-${n}`, { event: name })
  await shop.end(metaDies)
  const asked = await previewed({ filter: { name, destinationId: metaId }, perSecond: 2 })
  await shop.region.admin.startReplay(workspaceId, asked.replayId, {})
  const now = new Date(Date.now() + 60_000)
  for (let steps = 0; steps < 10; steps += 1) await replayStep(deps({ now: () => now }))
  const first = (await view(asked)).result.queued ?? 0
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThan(25)
  const due = await shop.region.database.sql<{ ms: number }[]>`
    select extract(epoch from due_at - ${now})::float8 * 1000 as ms from data.queue order by due_at`
  expect(due.map(({ ms }) => Math.round(ms))).toEqual(due.map((_, index) => index * 500))

  await shop.region.admin.stopReplay(workspaceId, asked.replayId)
  expect(await work()).toBe(0)
  expect(await view(asked)).toMatchObject({ state: 'stopped', result: { queued: first } })
  await shop.region.admin.startReplay(workspaceId, asked.replayId, {})
  await work()
  expect(await view(asked)).toMatchObject({ state: 'done', result: { queued: 25 } })
  await holds()
})

test('an operator asks, looks, starts and stops over the doors; each act is in the audit log under the key', async () => {
  const eventId = await shop.order('O-1')
  await shop.end(metaDies)
  const asked = await shop.ask<Shown>('/v1/ops/dead/redrive', { event: eventId, destination: 'meta-main' })
  expect(asked).toMatchObject({ status: 200, body: { state: 'previewing', filter: { destination: 'meta-main' } } })
  const { replayId: replay } = asked.body
  expect((await shop.ask('/v1/ops/replay/start', { replay })).body).toMatchObject({ error: { code: 'not_startable' } })
  await work()
  const status = await shop.ask<{ replays: Shown[] }>('/v1/ops/replay/status', { replay })
  expect(status.body.replays).toMatchObject([{ state: 'previewed', preview: { wouldSend: 1, wouldDeny: [] } }])
  expect((await shop.ask('/v1/ops/replay/start', { replay, perSecond: 9 })).body).toMatchObject({ state: 'running' })
  expect((await shop.ask('/v1/ops/replay/stop', { replay })).body).toMatchObject({ state: 'stopped' })
  const trail = await shop.control.auditTrail(workspaceId, 4)
  expect(trail.map(({ action, target }) => `${action} ${target}`)).toEqual(
    ['stopReplay', 'startReplay', 'startReplay', 'redriveDead'].map((action) => `${action} replay ${replay}`),
  )
  expect(trail[0]?.actor).toMatch(/^key:[0-9a-f-]{36}$/)
  const unnamed = await shop.ask<{ error: object }>('/v1/ops/replay/preview', { destination: 'nobody' })
  expect(unnamed).toMatchObject({ status: 400, body: { error: { code: 'invalid_config', path: 'from' } } })
})

interface Shown {
  replayId: string
  state: string
}
