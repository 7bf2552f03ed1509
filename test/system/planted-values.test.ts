import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { dumpDatabase } from '../support/dump-database.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { shopOf } from '../support/shop.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp({ LOG_LEVEL: 'trace' })
})
afterAll(() => app?.dispose())

/** Raw values nobody else would write. */
const planted = {
  email: 'quilla.vantreese@plantedmail.example',
  second: 'oskar.plantedson@plantedmail.example',
  phone: '+4915198765432',
  national: '0151 98765432',
  first: 'Quillabeth',
  last: 'Vantreesen',
  street: 'Pflanzgasse 4711',
  birthday: '1987-03-29',
}

const granted = {
  consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
}
const denied = { consent: { categoryPreferences: { marketing: false, analytics: false } } }

/** Every place a shop puts a person: traits, ids, page URL, free text, keys, an address. */
function aLeakyOrder(context: JsonObject): JsonObject {
  const url = `https://shop.example/thanks?email=${encodeURIComponent(planted.email)}&tel=${encodeURIComponent(planted.phone)}`
  return {
    event: 'Order Completed',
    messageId: `${planted.email}-${crypto.randomUUID()}`,
    userId: planted.email,
    anonymousId: `anon-${crypto.randomUUID()}`,
    traits: { email: planted.email, phone: planted.national, firstName: planted.first, lastName: planted.last },
    properties: {
      order_id: crypto.randomUUID(),
      total: 10,
      currency: 'EUR',
      note: `please call ${planted.phone} or write to ${planted.second.toUpperCase()}`,
      [`contact ${planted.second}`]: 'yes',
      shipping_address: {
        first_name: planted.first,
        street: planted.street,
        city: 'Köln',
        zip: '50667',
        country: 'DE',
      },
      customer: { birthday: planted.birthday },
    },
    context: {
      page: { url, referrer: url, title: `Thanks ${planted.email}` },
      traits: { email: planted.second },
      ...context,
    },
  }
}

function spellings(value: string): string[] {
  const hex = Buffer.from(value).toString('hex')
  return [
    value,
    value.toUpperCase(),
    value.toLowerCase(),
    encodeURIComponent(value),
    hex,
    JSON.stringify(value).slice(1, -1),
  ]
    .concat(encodeURIComponent(encodeURIComponent(value)), Buffer.from(value).toString('base64').replace(/=+$/, ''))
    .filter((spelling, index, all) => all.indexOf(spelling) === index)
}

test('no planted raw value rests in any table or log, in any spelling, for a permitted, a refused and a broken event', async () => {
  const shop = shopOf(app, 'demo-eu')
  const sent = [
    await shop.track(aLeakyOrder(granted)),
    await shop.track(aLeakyOrder(denied)),
    await shop.track(aLeakyOrder({})),
  ]
  await Promise.all(sent.map((eventId) => shop.settled(eventId)))
  await shop.post('/v1/track', {
    type: 'track',
    userId: planted.email,
    traits: { email: planted.email },
    properties: 7,
  })
  await shop.post(`/v1/${planted.email}`, {})
  await fetch(`${app.dev.ingestUrl}/v1/events?email=${encodeURIComponent(planted.email)}`, {
    headers: { authorization: `Bearer ${shop.workspace.secretKey}` },
  })

  const dumps = await Promise.all(Object.values(app.dev.databases).map((url) => dumpDatabase(url)))
  const record = await readFile(join(app.home, 'sandbox.jsonl'), 'utf8')
  const everything = [...dumps, record, app.output()]

  // A dump that sees no events proves nothing.
  for (const eventId of sent) expect(dumps.some((dump) => dump.includes(eventId))).toBe(true)
  expect(record).toContain('Purchase')
  const found = Object.entries(planted).flatMap(([name, value]) =>
    spellings(value).flatMap((spelling) =>
      everything.flatMap((text, index) => (text.includes(spelling) ? [`${name} as ${spelling} in ${index}`] : [])),
    ),
  )
  expect(found).toEqual([])
})

test('of a person who refused everything none of the sender’s ids is kept', async () => {
  const shop = shopOf(app, 'demo-eu')
  const ids = { userId: 'refuser-user-81', anonymousId: 'refuser-anon-82', messageId: 'refuser-message-83' }
  const eventId = await shop.track({
    ...ids,
    event: 'Product Viewed',
    properties: { product_id: 'refuser-sku-84', url: 'https://shop.example/refuser-path-85?fbclid=refuser-click-86' },
    context: {
      ...denied,
      userAgent: 'refuser-agent-87',
      ip: '198.51.100.88',
      page: { url: 'https://shop.example/refuser-path-85' },
    },
  })
  await shop.settled(eventId)
  const dump = (await Promise.all(Object.values(app.dev.databases).map((url) => dumpDatabase(url)))).join('\n')
  expect(dump).toContain(eventId)
  const kept = [
    ...Object.values(ids),
    'refuser-sku-84',
    'refuser-path-85',
    'refuser-click-86',
    'refuser-agent-87',
    '198.51.100.88',
  ]
  expect(kept.filter((value) => dump.includes(value))).toEqual([])
})
