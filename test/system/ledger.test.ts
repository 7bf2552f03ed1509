import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldChoices } from '../../core/consent/ledger.ts'
import type { SubjectKind } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { keysIn, keysOfSubject, type NamedSubject } from '../../core/subject-keys.ts'
import { aChoice } from '../support/a-choice.ts'
import { aRecordedShop, type RecordedShop } from '../support/a-recorded-shop.ts'
import { aPolicy, workspaceId } from '../support/a-snapshot.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { metaId } from '../support/ingest-scene.ts'

let recorded: RecordedShop
beforeAll(async () => {
  recorded = await aRecordedShop()
})
afterAll(() => recorded?.close())

const everything = { marketing: true, analytics: true, functional: true, personalization: true }
const nothing = { marketing: false, analytics: false, functional: false, personalization: false }
const says = (categoryPreferences: JsonObject): JsonObject => ({ consent: { categoryPreferences } })
const at = (seconds: number): string => new Date(Date.now() - 3_600_000 + seconds * 1000).toISOString()

function anOrder(overrides: JsonObject): JsonObject {
  const id = randomUUID()
  const properties = {
    order_id: id,
    fbp: 'fb.1.1700000000000.1234567890',
    total: 20,
    currency: 'EUR',
    products: [{ product_id: 'lamp-7' }],
  }
  return { type: 'track', event: 'Order Completed', messageId: id, timestamp: at(0), properties, ...overrides }
}

/** Meta's state and reason for each event, in input order. */
async function post(events: JsonObject[], options: { by?: 'secret' | 'write'; headers?: Record<string, string> } = {}) {
  const { shop, region } = recorded
  const { by = 'secret', headers = {} } = options
  const response = await shop.post('/v1/batch', { batch: events }, { key: shop.keys[by], headers })
  const { results } = await answerOf(response)
  const ids = results.map(({ eventId }) => eventId ?? '')
  const rows = await region.database.sql<{ eventId: string; state: string; reason: string }[]>`
    select event_id as "eventId", state, reason from data.deliveries
    where destination_id = ${metaId} and event_id in ${region.database.sql(ids)}
  `
  return ids.map((id) => rows.find(({ eventId }) => eventId === id)).map((row) => `${row?.state}: ${row?.reason}`)
}

async function metaOf(order: JsonObject): Promise<string> {
  const [row] = await recorded.region.database.sql<{ state: string; reason: string }[]>`
    select d.state, d.reason from data.deliveries as d join data.events as e using (event_id)
    where d.destination_id = ${metaId} and e.body ->> 'messageId' = ${String(order.messageId)}
  `
  return `${row?.state}: ${row?.reason}`
}

async function eventIdOf(order: JsonObject): Promise<string> {
  const [row] = await recorded.region.database.sql<{ id: string }[]>`
    select event_id as id from data.events where body ->> 'messageId' = ${String(order.messageId)}
  `
  return row?.id ?? ''
}

async function recordsOf(subject: NamedSubject) {
  const keys = keysIn(keysOfSubject(recorded.shop.workspaceKeys, subject).subjects)
  return recorded.region.database.sql<{ kind: string; choices: JsonObject; reason: string; source: string }[]>`
    select kind, choices, reason, source from data.consent_records
    where subject_keys && ${keys}::text[]::uuid[] order by recorded_at
  `
}

describe('events feed the ledger', () => {
  test('a change of state is one row, the same again is none', async () => {
    const anonymousId = randomUUID()
    for (const seconds of [0, 1, 2]) {
      await post([anOrder({ anonymousId, timestamp: at(seconds), context: says(everything) })])
    }
    expect(await recordsOf({ anonymousId })).toMatchObject([
      { kind: 'observed', choices: { advertising: 'granted', analytics: 'granted' }, source: 'source web' },
    ])
    await post([anOrder({ anonymousId, timestamp: at(3), context: says({ marketing: false }) })])
    expect((await recordsOf({ anonymousId })).map(({ choices }) => choices)[1]).toEqual({
      advertising: 'denied',
      ad_personalization: 'denied',
    })
  })

  test('an observed denial ends what happened before it and waits, and not a later event that grants itself', async () => {
    const anonymousId = randomUUID()
    const earlier = anOrder({ anonymousId, timestamp: at(0), context: says(everything) })
    expect(await post([earlier])).toEqual(['queued: ok'])
    await post([anOrder({ anonymousId, timestamp: at(5), context: says(nothing) })])
    expect(await metaOf(earlier)).toBe('denied: consent_withdrawn')
    const later = anOrder({ anonymousId, timestamp: at(9), context: says(everything) })
    expect(await post([later])).toEqual(['queued: ok'])
  })

  test('a preference update is a choice: stored, never sent to ads, and no repeated grant undoes it (cases 18, 48)', async () => {
    const anonymousId = randomUUID()
    const update = { ...anOrder({ anonymousId, context: says(nothing) }), event: 'Segment Consent Preference Updated' }
    expect(await post([update])).toEqual(['undefined: undefined'])
    expect(await recordsOf({ anonymousId })).toMatchObject([{ kind: 'chosen', reason: 'preference_updated' }])
    const cached = anOrder({ anonymousId, timestamp: at(60), context: says(everything) })
    expect(await post([cached])).toEqual(['denied: consent_withdrawn'])
  })

  test('of a withdrawal and an event in one batch the withdrawal counts first (case 52)', async () => {
    const anonymousId = randomUUID()
    const order = anOrder({ anonymousId, timestamp: at(30), context: says(everything) })
    const update = { ...anOrder({ anonymousId, context: says(nothing) }), event: 'Segment Consent Preference Updated' }
    expect((await post([order, update]))[0]).toBe('denied: consent_withdrawn')
  })

  test('a grant in one batch does not reach back to what happened before it', async () => {
    const anonymousId = randomUUID()
    const silent = (seconds: number) => anOrder({ anonymousId, timestamp: at(seconds), context: {} })
    const shown = anOrder({ anonymousId, timestamp: at(5), context: says(everything) })
    expect(await post([silent(0), shown, silent(9)])).toEqual(['denied: no_signal', 'queued: ok', 'queued: ok'])
  })

  test('GPC stays with browser and person after the header is gone, until a dated opt-in (case 11)', async () => {
    const [anonymousId, userId] = [randomUUID(), randomUUID()]
    await post([anOrder({ anonymousId, userId, context: says(everything) })], { headers: { 'sec-gpc': '1' } })
    const california = { ...says({ ...everything, sale_or_sharing: true }), location: { country: 'US', region: 'CA' } }
    const elsewhere = anOrder({ userId, timestamp: at(9), context: california })
    expect(await post([elsewhere])).toEqual(['denied: consent_withdrawn'])
    await recorded.choose({ userId, anonymousId }, { sale_or_sharing: 'granted' })
    expect(await post([anOrder({ userId, timestamp: at(3700), context: california })])).toEqual(['queued: ok'])
  })

  test('a public key grants for its own browser alone and denies for anyone (case 50)', async () => {
    const [anonymousId, userId] = [randomUUID(), randomUUID()]
    const update = (seconds: number, preferences: JsonObject) => {
      const order = anOrder({ anonymousId, userId, timestamp: at(seconds), context: says(preferences) })
      return [{ ...order, event: 'Segment Consent Preference Updated' }]
    }
    await post(update(0, everything), { by: 'write' })
    expect(await recordsOf({ userId })).toEqual([])
    expect(await recordsOf({ anonymousId })).toHaveLength(1)
    await post(update(3, nothing), { by: 'write' })
    expect(await recordsOf({ userId })).toHaveLength(1)
    await post(update(6, everything), { by: 'secret' })
    expect(await recordsOf({ userId })).toHaveLength(2)
  })
})

describe('links', () => {
  test('a withdrawal by e-mail ends what waits for a device that once named it, and binds it from then on', async () => {
    const anonymousId = randomUUID()
    const email = `${anonymousId}@example.com`
    await post([anOrder({ anonymousId, traits: { email }, context: says(everything) })])
    const waiting = anOrder({ anonymousId, timestamp: at(1), context: says(everything) })
    expect(await post([waiting])).toEqual(['queued: ok'])
    await recorded.choose({ email }, { advertising: 'denied' })
    expect(await metaOf(waiting)).toBe('denied: consent_withdrawn')
    const next = anOrder({ anonymousId, timestamp: at(2), context: says(everything) })
    expect(await post([next])).toEqual(['denied: consent_withdrawn'])
  })

  test('a grant does not travel over a shared address', async () => {
    const email = `${randomUUID()}@example.com`
    await post([anOrder({ anonymousId: randomUUID(), traits: { email }, context: says(everything) })])
    const other = anOrder({ anonymousId: randomUUID(), traits: { email }, timestamp: at(9), context: {} })
    expect(await post([other])).toEqual(['denied: no_signal'])
  })
})

describe('an event of the server that says nothing', () => {
  const tokens: [SubjectKind, (value: string) => JsonObject][] = [
    ['order_id', (value) => ({ order_id: value })],
    ['cart_token', (value) => ({ cart_token: value })],
    ['checkout_token', (value) => ({ checkout_token: value })],
  ]
  test.each(tokens)('is decided by the device that used its %s', async (_kind, tokenOf) => {
    const [anonymousId, token] = [randomUUID(), randomUUID()]
    const browser = { type: 'page', anonymousId, messageId: randomUUID(), timestamp: at(0) }
    await post([{ ...browser, properties: tokenOf(token), context: says(everything) }], { by: 'write' })
    const hook = anOrder({ userId: randomUUID(), timestamp: at(9), context: {} })
    const properties = { ...(hook.properties as JsonObject), ...tokenOf(token) }
    expect(await post([{ ...hook, properties }])).toEqual(['queued: ok'])
    const second = { ...browser, anonymousId: randomUUID(), messageId: randomUUID(), timestamp: at(10) }
    await post([{ ...second, properties: tokenOf(token), context: says(everything) }], { by: 'write' })
    const again = anOrder({ userId: randomUUID(), timestamp: at(19), context: {} })
    // Two devices that claim one purchase prove nothing.
    expect(await post([{ ...again, properties: { ...(again.properties as JsonObject), ...tokenOf(token) } }])).toEqual([
      'denied: no_signal',
    ])
  })

  test('is decided by its user, and by the jurisdiction where nobody is known', async () => {
    const userId = randomUUID()
    expect(await post([anOrder({ userId, context: {} })])).toEqual(['denied: no_signal'])
    await post([anOrder({ userId, timestamp: at(1), context: says(everything) })])
    expect(await post([anOrder({ userId, timestamp: at(2), context: {} })])).toEqual(['denied: no_signal'])
    await recorded.choose({ userId }, { advertising: 'granted', ad_personalization: 'granted' })
    expect(await post([anOrder({ userId, timestamp: at(3700), context: {} })])).toEqual(['queued: ok'])
  })
})

describe('a person asks', () => {
  const ask = async (query: string) => answerOf(await recorded.shop.get(`/v1/consent?${query}`)) as Promise<JsonObject>

  test('what they had chosen at any moment is told, with who changed it and why', async () => {
    const [anonymousId, userId] = [randomUUID(), randomUUID()]
    await post([anOrder({ anonymousId, context: says(everything) })])
    const between = new Date().toISOString()
    const body = { subject: { userId, anonymousId }, withdrawAll: true }
    const withdrawal = await recorded.shop.post('/v1/consent', body, { key: recorded.shop.keys.secret })
    expect(withdrawal.status).toBe(200)
    const then = await ask(`anonymousId=${anonymousId}&at=${encodeURIComponent(between)}`)
    expect(then).toMatchObject({
      at: between,
      purposes: { advertising: { chosen: null, observed: { value: 'granted', source: 'source web' } } },
    })
    const now = await ask(`anonymousId=${anonymousId}&at=${encodeURIComponent(new Date().toISOString())}`)
    expect(now.purposes).toMatchObject({
      sale_or_sharing: { chosen: { value: 'denied', source: 'source web', reason: 'withdraw_all' }, observed: null },
      advertising: { chosen: { value: 'denied' } },
    })
    expect(now.records).toMatchObject([{ kind: 'observed' }, { kind: 'chosen', linked: false }])
    expect(JSON.stringify(now)).not.toContain(anonymousId)
  })

  test('nobody named and a moment nobody can read are refused by name', async () => {
    expect(await ask('at=2026-01-01T00:00:00Z')).toMatchObject({ error: { code: 'subject_missing' } })
    expect(await ask('userId=u&at=yesterday')).toMatchObject({ error: { code: 'lookup_unreadable' } })
    expect(await ask('email=nobody')).toMatchObject({ error: { code: 'lookup_unreadable' } })
    expect((await recorded.shop.get('/v1/consent?userId=u', recorded.shop.keys.write)).status).toBe(403)
  })

  test('proof goes years after it is out of force, what is in force stays, an opt-out for two years at least', async () => {
    const { region } = recorded
    const anonymousId = randomUUID()
    await recorded.choose({ anonymousId }, { analytics: 'granted' })
    await recorded.choose({ anonymousId }, { sale_or_sharing: 'denied' })
    recorded.clock.now = new Date(recorded.clock.now.getTime() + 1_000)
    await recorded.choose({ anonymousId }, { analytics: 'denied', sale_or_sharing: 'granted' })
    const home = { workspaceId, epoch: 1, state: 'active', retentionDays: 180 } as const
    await region.admin.putHome({ ...home, consentProofYears: 1 })
    // Not the whole purge: in two years it drops the partitions of today, too.
    const inDays = (days: number) =>
      region.database.sql`select api.purge_consent(now() + ${days}::int * interval '1 day')`
    const held = async () => (await recordsOf({ anonymousId })).map(({ choices }) => choices)
    await inDays(300)
    expect(await held()).toHaveLength(3)
    await inDays(400)
    expect(await held()).toEqual([{ sale_or_sharing: 'denied' }, { analytics: 'denied', sale_or_sharing: 'granted' }])
    await inDays(800)
    expect(await held()).toEqual([{ analytics: 'denied', sale_or_sharing: 'granted' }])
  })

  test('erasure takes grants, links and proofs; a denial stays as a keyed hash', async () => {
    const { region, shop } = recorded
    const anonymousId = randomUUID()
    const { subjects } = keysOfSubject(shop.workspaceKeys, { anonymousId })
    await recorded.choose({ anonymousId }, { analytics: 'granted' })
    await region.consent.record(aChoice({ subjects, purposes: { advertising: 'denied' }, proof: { text: 'form 7' } }))
    await region.maintain.eraseConsent(workspaceId, keysIn(subjects))
    expect(await recordsOf({ anonymousId })).toMatchObject([{ choices: { advertising: 'denied' } }])
    const [kept] = await region.database.sql`
      select count(*)::int as proofs from data.consent_records
      where proof is not null and subject_keys && ${keysIn(subjects)}::text[]::uuid[]
    `
    expect(kept).toEqual({ proofs: 0 })
  })
})

describe('a withdrawal beside work that is under way', () => {
  test('ingest read the ledger, the withdrawal commits, ingest commits: what it queued is not sent', async () => {
    const { shop, region } = recorded
    const anonymousId = randomUUID()
    const order: string[] = []
    const ingest = region.ingest.ingest
    const withdrawal = Promise.withResolvers<unknown>()
    const committed = Promise.withResolvers<void>()
    region.ingest.ingest = async (records) => {
      order.push('ledger read')
      withdrawal.resolve(null)
      await committed.promise
      const results = await ingest(records)
      order.push('ingest committed')
      return results
    }
    const event = anOrder({ anonymousId, context: says(everything) })
    const posting = shop.post('/v1/batch', { batch: [event] }, { key: shop.keys.secret })
    await withdrawal.promise
    region.ingest.ingest = ingest
    await recorded.choose({ anonymousId }, { advertising: 'denied', ad_personalization: 'denied' })
    order.push('withdrawal committed')
    committed.resolve()
    await posting
    expect(order).toEqual(['ledger read', 'withdrawal committed', 'ingest committed'])
    expect(await metaOf(event)).toBe('queued: ok')
    const sent = await recorded.deliver()
    expect([...sent.keys()]).not.toContain(await eventIdOf(event))
    expect(await metaOf(event)).toMatch(/^denied: (revoked|consent_withdrawn)$/)
  })

  test('leased rows are caught by the check right before writing', async () => {
    const anonymousId = randomUUID()
    const event = anOrder({ anonymousId, context: says(everything) })
    expect(await post([event])).toEqual(['queued: ok'])
    const sent = await recorded.deliver(() => recorded.choose({ anonymousId }, { advertising: 'denied' }))
    expect([...sent.keys()]).not.toContain(await eventIdOf(event))
    expect(await metaOf(event)).toMatch(/^denied: (revoked|consent_withdrawn)$/)
  })

  test('two withdrawals and a batch of one person at once neither wait for each other for ever nor lose one', async () => {
    const [anonymousId, userId] = [randomUUID(), randomUUID()]
    await post([anOrder({ anonymousId, userId, context: says(everything) })])
    const waiting = Array.from({ length: 5 }, () =>
      anOrder({ anonymousId, userId, timestamp: at(1), context: says(everything) }),
    )
    await post(waiting)
    await Promise.all([
      recorded.choose({ anonymousId, userId }, { advertising: 'denied' }),
      recorded.choose({ userId, anonymousId }, { ad_personalization: 'denied' }),
      post([anOrder({ anonymousId, userId, timestamp: at(2), context: says(nothing) })]),
    ])
    for (const event of waiting) expect(await metaOf(event)).toBe('denied: consent_withdrawn')
  })
})

describe('GPC in the ledger and a restricted mode', () => {
  const california = (preferences: JsonObject) => ({ ...says(preferences), location: { country: 'US', region: 'CA' } })
  const gpc = { headers: { 'sec-gpc': '1' } }
  const optedOut = (switches: object) => recorded.configure({ policy: aPolicy(switches) })
  afterAll(() => recorded.configure({ policy: aPolicy() }))

  async function modesOf(orders: JsonObject[]): Promise<string[]> {
    const ids = await Promise.all(orders.map(eventIdOf))
    const rows = await recorded.region.database.sql<{ id: string; line: string }[]>`
      select distinct on (event_id) event_id as id, stage || ': ' || verdict || ' ' || mode as line from data.decisions
      where destination_id = ${metaId} and event_id in ${recorded.region.database.sql(ids)}
      order by event_id, decided_at desc, stage = 'send' desc`
    return ids.map((id) => rows.find((row) => row.id === id)?.line ?? 'none')
  }

  test('Meta in California is limited at ingest and at send, with the header and after it is gone', async () => {
    await optedOut({ limitedOnOptOut: true })
    const [anonymousId, userId] = [randomUUID(), randomUUID()]
    const orders = [0, 9].map((s) =>
      anOrder({ anonymousId, userId, timestamp: at(s), context: california(everything) }),
    )
    expect(await post(orders.slice(0, 1), gpc)).toEqual(['queued: ok'])
    expect(await post(orders.slice(1))).toEqual(['queued: ok'])
    const sent = await recorded.deliver()
    const ids = await Promise.all(orders.map(eventIdOf))
    expect(ids.every((id) => sent.has(id))).toBe(true)
    expect(await Promise.all(orders.map(metaOf))).toEqual(['delivered: delivered', 'delivered: delivered'])
    expect(await modesOf(orders)).toEqual([
      expect.stringMatching(/deliver limited$/),
      expect.stringMatching(/deliver limited$/),
    ])
  })

  test("ends with the person's own refusal, whether it comes after GPC or came before", async () => {
    await optedOut({ limitedOnOptOut: true })
    const refusal = { advertising: 'denied', ad_personalization: 'denied' } as const
    const [after, before] = [randomUUID(), randomUUID()]
    const order = (anonymousId: string, s: number) =>
      anOrder({ anonymousId, timestamp: at(s), context: california({ analytics: true }) })
    await post([order(after, 0)], gpc)
    await recorded.choose({ anonymousId: after }, refusal)
    await recorded.choose({ anonymousId: before }, refusal)
    expect(await post([order(before, 0)], gpc)).toEqual(['denied: consent_withdrawn'])
    expect(await post([order(after, 9), order(before, 9)])).toEqual([
      'denied: consent_withdrawn',
      'denied: consent_withdrawn',
    ])
  })

  test('a choice made after GPC was first seen lifts it for all that follows, under `gpcOverride` alone (case 9)', async () => {
    const granted = { advertising: 'granted', ad_personalization: 'granted', sale_or_sharing: 'granted' } as const
    const order = (anonymousId: string, s: number) =>
      anOrder({ anonymousId, timestamp: at(s), context: california({ analytics: true }) })
    const outcomes = async (switches: object) => {
      await optedOut(switches)
      const anonymousId = randomUUID()
      const first = await post([order(anonymousId, 0)], gpc)
      await recorded.choose({ anonymousId }, granted)
      return [
        ...first,
        ...(await post([order(anonymousId, 3700)], gpc)),
        ...(await post([order(anonymousId, 3701)], gpc)),
      ]
    }
    expect(await outcomes({ gpcOverride: true })).toEqual(['denied: gpc', 'queued: ok', 'queued: ok'])
    expect(await outcomes({})).toEqual(['denied: gpc', 'denied: gpc', 'denied: gpc'])
  })
})

test('the state is the fold of the records, and the records only grow', async () => {
  const { sql } = recorded.region.database
  const records = await sql<
    { keys: string[]; kinds: SubjectKind[]; kind: 'chosen' | 'observed'; choices: JsonObject; at: string; id: string }[]
  >`select subject_keys as keys, subject_kinds as kinds, kind, choices, data.iso(chosen_at) as at, record_id as id
    from data.consent_records where workspace_id = ${workspaceId}`
  const byKey = new Map<string, LedgerChoice[]>()
  for (const { keys, choices, at: chosenAt, id: recordId, kind } of records) {
    for (const key of keys) {
      const said = Object.entries(choices).map(([purpose, value]) => ({ purpose, value, chosenAt, recordId, kind }))
      byKey.set(key, [...(byKey.get(key) ?? []), ...(said as LedgerChoice[])])
    }
  }
  const folded = [...byKey].flatMap(([key, choices]) =>
    [...foldChoices(choices).values()]
      .flatMap(({ chosen, observed }) => [chosen, observed])
      .flatMap((one) =>
        one === null ? [] : [`${key} ${one.kind} ${one.purpose} ${one.value} ${one.chosenAt} ${one.recordId}`],
      ),
  )
  const state = await sql<{ line: string }[]>`
    select subject_key || ' ' || kind || ' ' || purpose || ' ' || value || ' ' || data.iso(chosen_at) || ' ' || record_id as line
    from data.consent_state where workspace_id = ${workspaceId}`
  expect(folded.length).toBeGreaterThan(20)
  expect(state.map(({ line }) => line).sort()).toEqual(folded.sort())
  await expect(sql`update data.consent_records set proof = null`).rejects.toThrow('append-only')
  await expect(sql`delete from data.consent_records`).rejects.toThrow('append-only')
})
