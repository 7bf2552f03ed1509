import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose, purposes } from '../../core/purpose.ts'
import { openPart } from '../../core/sealed-parts.ts'
import { keysIn, keysOfSubject } from '../../core/subject-keys.ts'
import { aHoldingShop, granting, type HoldingShop } from '../support/a-holding-shop.ts'
import { aPolicy, optInRule, workspaceId } from '../support/a-snapshot.ts'
import { dumpOf } from '../support/dump.ts'
import { metaId, webhookId } from '../support/ingest-scene.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let held: HoldingShop
beforeAll(async () => {
  held = await aHoldingShop()
})
afterAll(() => held?.close())

function anOrder(anonymousId: string, overrides: JsonObject = {}): JsonObject {
  const id = randomUUID()
  const products = [{ product_id: 'lamp-7' }]
  const properties = { order_id: id, total: 20, currency: 'EUR', products, fbp: 'fb.1.1700000000000.1234567890' }
  const traits = { email: `${anonymousId}@example.com`, firstName: 'Jane' }
  return { type: 'track', event: 'Order Completed', messageId: id, anonymousId, traits, properties, ...overrides }
}

const says = (categoryPreferences: JsonObject): JsonObject => ({ context: { consent: { categoryPreferences } } })
const everything = { marketing: true, analytics: true, functional: true, personalization: true }
const waiting = { [metaId]: 'held: not_asked', [webhookId]: 'held: not_asked' }
const bothAre = (state: string) => ({ [metaId]: state, [webhookId]: state })

/** Ids of the person and the shop that nothing but a sealed value may hold. */
const planted = (device: string) => [device, `${device}@example.com`, 'lamp-7', 'fb.1.1700000000000.1234567890']

async function expectWiped(eventId: string): Promise<void> {
  expect(await held.rowsHeld(eventId)).toBe(0)
  expect(await held.isReduced(eventId)).toBe(true)
  expect(await ledgerViolations(held.region.database.sql)).toEqual([])
}

describe('of a person nobody asked yet', () => {
  test('the event waits sealed: its row is reduced, and a dump holds none of its ids', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    expect(await held.statesOf(eventId)).toEqual(waiting)
    expect(await held.isReduced(eventId)).toBe(true)
    const dump = await dumpOf(held.region.database.sql)
    for (const text of planted(device)) expect(dump).not.toContain(text)
    expect(await ledgerViolations(held.region.database.sql)).toEqual([])
  })

  test('status counts what is held, and the event says since when and why', async () => {
    const eventId = await held.track(anOrder(randomUUID()))
    const queues = await held.region.reader.queues(workspaceId)
    expect(queues.find(({ destinationId }) => destinationId === metaId)?.held).toBeGreaterThan(0)
    const answer = (await (await held.shop.get(`/v1/events/${eventId}`)).json()) as {
      destinations: { summary: string }[]
    }
    expect(answer.destinations[0]?.summary).toMatch(
      /has not got this event: it is held since \d{4}-\d\d-\d\d \d\d:\d\d UTC, because nobody has asked the person yet/,
    )
  })

  test('a dated choice of the same device lets it go: whole again, both times on the receipt, consent asked once more', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await held.choose({ anonymousId: device }, granting(...purposes))
    await held.release()
    expect(await held.statesOf(eventId)).toEqual(bothAre('queued: ok'))
    expect(await held.isReduced(eventId)).toBe(false)
    expect(await held.receiptOf(eventId, metaId)).toEqual(['ingest held not_asked', 'hold deliver ok'])
    expect((await held.madeAgain(eventId)).map(({ made }) => made?.matches)).toEqual([true, true, true, true])
    held.clock.now = new Date()
    await held.deliver()
    expect(await held.statesOf(eventId)).toEqual(bothAre('delivered: delivered'))
    expect(await ledgerViolations(held.region.database.sql)).toEqual([])
  })

  test('a preference update of the same device lets it go, too', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    held.clock.now = new Date()
    const update = { ...anOrder(device, says(everything)), event: 'Segment Consent Preference Updated' }
    await held.track(update)
    await held.release()
    expect(await held.statesOf(eventId)).toEqual(bothAre('queued: ok'))
  })

  test('a choice that is no answer to all of it lets the rest end', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await held.choose({ anonymousId: device }, granting('advertising', 'ad_personalization'))
    await held.release()
    expect(await held.statesOf(eventId)).toEqual({ [metaId]: 'queued: ok', [webhookId]: 'denied: no_signal' })
    expect(await held.receiptOf(eventId, webhookId)).toEqual(['ingest held not_asked', 'hold denied no_signal'])
    expect((await held.madeAgain(eventId)).map(({ made }) => made?.matches)).toEqual([true, true, true, true])
  })

  test('withdrawn between release and send it is not sent', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await held.choose({ anonymousId: device }, granting(...purposes))
    await held.release()
    held.clock.now = new Date(Date.now() + 1_000)
    await held.deliver(() => held.choose({ anonymousId: device }, everyPurpose('denied')))
    held.clock.now = new Date()
    expect(await held.statesOf(eventId)).toEqual(bothAre('denied: revoked'))
  })
})

describe('what wipes it at once', () => {
  const ways: [string, string, (device: string) => Promise<unknown>][] = [
    ['a refusal of the device', 'hold_refused', (anonymousId) => held.choose({ anonymousId }, everyPurpose('denied'))],
    [
      'a withdrawal by e-mail',
      'hold_refused',
      (id) => held.choose({ email: `${id}@example.com` }, everyPurpose('denied')),
    ],
    [
      'an undated refusal on the next event',
      'hold_refused',
      (id) => held.track(anOrder(id, says({ marketing: false, analytics: false }))),
    ],
    ['erasure', 'hold_erased', (id) => held.region.maintain.eraseConsent(workspaceId, keysOf(id))],
  ]
  test.each(ways)('%s', async (_, reason, act) => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await act(device)
    expect(await held.statesOf(eventId)).toEqual(bothAre(`denied: ${reason}`))
    expect(await held.receiptOf(eventId, metaId)).toEqual(['ingest held not_asked', `hold denied ${reason}`])
    await expectWiped(eventId)
  })

  test('withdrawing everything through the door, by whichever identifier', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    const withdrawal = { subject: { email: `${device}@example.com` }, withdrawAll: true }
    const options = { key: held.shop.keys.secret, headers: { 'x-source': 'web' } }
    const answer = await held.shop.post('/v1/consent', withdrawal, options)
    expect(await answer.json()).toMatchObject({ cancelled: 2 })
    expect(await held.statesOf(eventId)).toEqual(bothAre('denied: hold_refused'))
    await expectWiped(eventId)
  })

  test('suppression', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    expect(await held.region.admin.suppress(workspaceId, keysOf(device), 'asked')).toEqual({ cancelled: 2 })
    expect(await held.statesOf(eventId)).toEqual(bothAre('suppressed: suppressed'))
    await expectWiped(eventId)
  })

  test('the end of its half hour, even where the answer came a moment later', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await held.age(eventId, 30)
    await held.choose({ anonymousId: device }, granting(...purposes))
    await held.release()
    expect(await held.statesOf(eventId)).toEqual(bothAre('expired: hold_expired'))
    expect(await held.receiptOf(eventId, metaId)).toEqual(['ingest held not_asked', 'hold expired hold_expired'])
    await expectWiped(eventId)
  })

  test('a repeat of it that refuses', async () => {
    const device = randomUUID()
    const order = anOrder(device)
    const eventId = await held.track(order)
    await held.track({ ...order, ...says({ marketing: false, analytics: false }) })
    expect((await held.statesOf(eventId))[metaId]).toMatch(/^denied: /)
    await expectWiped(eventId)
  })
})

describe('what does not let it go', () => {
  const ways: [string, (device: string) => Promise<unknown>][] = [
    ['a choice of another device', () => held.choose({ anonymousId: randomUUID() }, granting(...purposes))],
    ['a choice by user id', (id) => held.choose({ userId: `user-of-${id}` }, granting(...purposes))],
    ['a choice by e-mail', (id) => held.choose({ email: `${id}@example.com` }, granting(...purposes))],
    ['an undated grant on the next event', (id) => held.track(anOrder(id, says(everything)))],
  ]
  test.each(ways)('%s', async (_, act) => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device, { userId: `user-of-${device}` }))
    await act(device)
    await held.release()
    expect(await held.statesOf(eventId)).toEqual(waiting)
    await held.choose({ anonymousId: device }, everyPurpose('denied'))
  })

  test('no choice ever: a grant never releases a denied event', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device, says({ marketing: false, analytics: false })))
    await held.choose({ anonymousId: device }, granting(...purposes))
    await held.release()
    expect(await held.statesOf(eventId)).toEqual(bothAre('denied: category_denied'))
  })

  test('a grant of the device after somebody linked to it refused', async () => {
    const device = randomUUID()
    const eventId = await held.track(anOrder(device))
    await held.choose({ email: `${device}@example.com` }, { advertising: 'denied' })
    held.clock.now = new Date(Date.now() + 1_000)
    await held.choose({ anonymousId: device }, granting(...purposes))
    held.clock.now = new Date()
    await held.release()
    expect((await held.statesOf(eventId))[metaId]).toBe('denied: hold_refused')
  })
})

test('beside a destination that gets it at once, what the held one would need is sealed apart until it may have it', async () => {
  const defaultGrants = purposes.filter((purpose) => purpose !== 'ad_personalization')
  const before = held.shop.control.snapshots.get(workspaceId)
  await held.configure({ policy: aPolicy({ version: 4, rules: [{ ...optInRule, defaultGrants }] }) })
  const device = randomUUID()
  const eventId = await held.track(anOrder(device))
  expect(await held.statesOf(eventId)).toEqual({ [metaId]: 'held: not_asked', [webhookId]: 'queued: ok' })
  const variantsOf = async () => {
    const [row] = await held.region.database.sql<{ sealed: string }[]>`
      select identity_sealed as sealed from data.events where event_id = ${eventId}
    `
    return Object.keys(openPart(row?.sealed ?? null, { eventId, keys: held.shop.workspaceKeys }) ?? {})
  }
  expect(await variantsOf()).not.toContain('first_name.meta')
  await held.choose({ anonymousId: device }, granting(...purposes))
  await held.release()
  expect(await held.statesOf(eventId)).toEqual(bothAre('queued: ok'))
  expect(await variantsOf()).toContain('first_name.meta')
  await held.configure({ policy: before?.policy ?? aPolicy() })
})

function keysOf(device: string): string[] {
  return keysIn(keysOfSubject(held.shop.workspaceKeys, { anonymousId: device }).subjects)
}
