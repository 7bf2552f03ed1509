import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { keysIn, keysOfSubject } from '../../core/subject-keys.ts'
import { aRecordedShop, type MadeAgain, type RecordedShop } from '../support/a-recorded-shop.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { metaId, webhookId } from '../support/ingest-scene.ts'

let recorded: RecordedShop
beforeAll(async () => {
  recorded = await aRecordedShop()
})
afterAll(() => recorded?.close())

const all = { marketing: true, analytics: true, functional: true, personalization: true }

function anOrder(messageId: string, categoryPreferences: JsonObject | null, overrides: JsonObject = {}): JsonObject {
  const { timestamp: _now, ...order } = aWireEvent({
    messageId,
    userId: `user-of-${messageId}`,
    traits: { email: `${messageId}@example.com`, firstName: 'Jane' },
    context: categoryPreferences === null ? {} : { consent: { categoryPreferences } },
    ...overrides,
  })
  const properties = { order_id: messageId, total: 20, currency: 'EUR', products: [{ product_id: 'lamp-7' }] }
  return { ...order, properties }
}

/** Verdict, mode, reason, gate, versions, purposes and rule: `matches` is asserted against the row itself, too. */
function expectSame(all: MadeAgain[]): void {
  for (const { stored, made } of all) {
    expect(made?.decision).toMatchObject({
      verdict: stored.verdict,
      mode: stored.mode,
      reason: stored.reason,
      gate: stored.gate,
      configVersion: stored.configVersion,
      policyVersion: stored.policyVersion,
      rule: stored.rule,
      decidedAt: stored.decidedAt,
    })
    expect(made?.matches).toBe(true)
  }
}

const traceOf = (all: MadeAgain[], destinationId: string, stage: string) =>
  all.find(({ stored }) => stored.destinationId === destinationId && stored.stage === stage)?.made?.decision.trace

test('at ingest a whole event: the trace comes out as it was, for those who get it and those who do not', async () => {
  const { eventId, traces } = await recorded.post(anOrder('whole', { marketing: true }))
  const all = await recorded.madeAgain(eventId)
  expectSame(all)
  expect(all.map(({ stored }) => stored.verdict).sort()).toEqual(['deliver', 'denied'])
  for (const id of [metaId, webhookId]) expect(traceOf(all, id, 'ingest')).toEqual(traces.get(id))
  expect(traces.get(metaId)).toHaveLength(8)
})

test('at ingest with the ledger: a grant that stood for silence and a withdrawal that stood against a signal', async () => {
  await recorded.choose({ userId: 'user-of-granted' }, { advertising: 'granted', ad_personalization: 'granted' })
  const granted = await recorded.post(anOrder('granted', null))
  await recorded.choose({ email: 'withdrawn@example.com' }, { advertising: 'denied' })
  const withdrawn = await recorded.post(anOrder('withdrawn', all))
  for (const { eventId, traces } of [granted, withdrawn]) {
    const made = await recorded.madeAgain(eventId)
    expectSame(made)
    expect(traceOf(made, metaId, 'ingest')?.find(({ gate }) => gate === 'consent')).toEqual(
      traces.get(metaId)?.find(({ gate }) => gate === 'consent'),
    )
  }
  const reasons = (await recorded.madeAgain(withdrawn.eventId)).map(({ stored }) => stored.reason)
  expect(reasons).toContain('consent_withdrawn')
})

test('a reduced event: all gates that read what it keeps are asked, the others are named', async () => {
  const { eventId } = await recorded.post(anOrder('reduced', { marketing: false }))
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  expect(made.map(({ made: again }) => again?.notAsked)).toEqual([
    ['accepts', 'route_filter', 'age_window', 'identity'],
    ['accepts', 'route_filter', 'age_window', 'identity'],
  ])
  const trace = traceOf(made, metaId, 'ingest')
  expect(trace?.map(({ gate }) => gate)).toEqual(['enabled', 'egress_location', 'suppression', 'consent'])
})

test('a suppressed person: reduced, and the suppression is part of what was decided with', async () => {
  const { shop, region } = recorded
  const { subjects } = keysOfSubject(shop.workspaceKeys, { email: 'objector@example.com' })
  await region.admin.suppress(workspaceId, keysIn(subjects), 'asked for it')
  const { eventId } = await recorded.post(anOrder('objector', all))
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  expect(made.map(({ stored }) => stored.verdict)).toEqual(['suppressed', 'suppressed'])
})

test('a repeat that tightened is made again with its own signals, its own place and its own time', async () => {
  const { clock } = recorded
  const { eventId } = await recorded.post(anOrder('repeat', all))
  clock.now = new Date(clock.now.getTime() + 60_000)
  const consent = { categoryPreferences: { marketing: false } }
  const stricter = anOrder('repeat', null, { context: { location: { country: 'FR' }, consent } })
  const repeat = await recorded.post(stricter)
  expect(repeat.eventId).toBe(eventId)
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  const tightened = made.find(({ stored }) => stored.destinationId === metaId && stored.jurisdiction !== null)
  expect(tightened?.stored).toMatchObject({ verdict: 'denied', stage: 'ingest', jurisdiction: { country: 'FR' } })
  const consentOf = (trace: { gate: string }[] | undefined) => trace?.find(({ gate }) => gate === 'consent')
  expect(consentOf(tightened?.made?.decision.trace)).toEqual(consentOf(repeat.traces.get(metaId)))
})

test('at send: what was delivered, with its whole trace', async () => {
  const { clock } = recorded
  const { eventId } = await recorded.post(anOrder('sent', all))
  clock.now = new Date(clock.now.getTime() + 5_000)
  await recorded.deliver()
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  expect(made.map(({ stored }) => stored.stage).sort()).toEqual(['ingest', 'ingest', 'send', 'send'])
  expect(made.every(({ stored }) => stored.reason === 'ok')).toBe(true)
})

test('at send: the trace is the one the worker decided with, plain fields gone or not', async () => {
  const { eventId } = await recorded.post(anOrder('traced', { marketing: true }))
  const traces = await recorded.deliver()
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  expect(traceOf(made, metaId, 'send')).toEqual(traces.get(eventId))
})

test('at send: withdrawn, suppressed or reconfigured since ingest', async () => {
  const { clock, shop } = recorded
  const revoked = await recorded.post(anOrder('revoked', all))
  const rerouted = await recorded.post(anOrder('rerouted', all))
  clock.now = new Date(clock.now.getTime() + 5_000)
  const routes = shop.control.snapshots.get(workspaceId)?.routes ?? []
  await recorded.deliver(async () => {
    await recorded.choose({ email: 'revoked@example.com' }, { advertising: 'denied', analytics: 'denied' })
    await recorded.configure({ routes: routes.map((route) => ({ ...route, filter: { events: ['nothing'] } })) })
  })
  await recorded.configure({ routes })
  for (const { eventId } of [revoked, rerouted]) expectSame(await recorded.madeAgain(eventId))
  const reasonsAtSend = async (eventId: string) =>
    (await recorded.madeAgain(eventId)).flatMap(({ stored: { stage, reason } }) => (stage === 'send' ? [reason] : []))
  expect(await reasonsAtSend(rerouted.eventId)).toEqual(['event_not_routed', 'event_not_routed'])
})

test('at send: a withdrawal that only the worker saw', async () => {
  const { clock } = recorded
  const { eventId } = await recorded.post(anOrder('seen-late', all))
  clock.now = new Date(clock.now.getTime() + 5_000)
  await recorded.deliver(() => recorded.choose({ email: 'seen-late@example.com' }, { advertising: 'denied' }))
  const made = await recorded.madeAgain(eventId)
  expectSame(made)
  expect(made.filter(({ stored }) => stored.stage === 'send').map(({ stored }) => stored.reason)).toContain('revoked')
})

test('what a person’s act ended is not computed, and says so', async () => {
  const { eventId } = await recorded.post(anOrder('cancelled', all))
  await recorded.choose({ email: 'cancelled@example.com' }, { advertising: 'denied' })
  const ended = (await recorded.madeAgain(eventId)).filter(({ stored }) => stored.consent === null)
  expect(ended.map(({ stored, made }) => [stored.reason, made])).toEqual([
    ['consent_withdrawn', null],
    ['consent_withdrawn', null],
  ])
})

test('an altered row does not come out as it was stored', async () => {
  const { region } = recorded
  const { eventId } = await recorded.post(anOrder('altered', { marketing: false }))
  await region.database.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`update data.decisions set verdict = 'deliver', reason = 'ok', gate = null where event_id = ${eventId}`
  })
  expect((await recorded.madeAgain(eventId)).map(({ made }) => made?.matches)).toEqual([false, false])
})

test('nobody’s ledger, nobody’s row: an event that nothing but its signals decided keeps no inputs of its own', async () => {
  const { eventId } = await recorded.post(anOrder('lean', { marketing: false }))
  expect((await recorded.madeAgain(eventId)).map(({ stored }) => stored.inputsId)).toEqual([null, null])
  const [before] = await recorded.region.database.sql`select count(*)::int as number from data.signals`
  await recorded.post(anOrder('like-others-1', { marketing: true }))
  await recorded.post(anOrder('like-others-2', { marketing: true }))
  const [after] = await recorded.region.database.sql`select count(*)::int as number from data.signals`
  expect(after?.number).toBe(before?.number)
})

test('the event’s page shows the trace and that it comes out the same', async () => {
  const { eventId, traces } = await recorded.post(anOrder('page', { marketing: true }))
  const response = await recorded.shop.get(`/v1/events/${eventId}`)
  const page = (await response.json()) as { destinations: { destinationId: string; decisions: JsonObject[] }[] }
  const meta = page.destinations.find(({ destinationId }) => destinationId === metaId)
  expect(meta?.decisions).toMatchObject([{ stage: 'ingest', verdict: 'deliver', matches: true }])
  expect(meta?.decisions[0]?.trace).toEqual(JSON.parse(JSON.stringify(traces.get(metaId))))
})
