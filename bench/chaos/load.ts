import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject } from '../../core/json.ts'
import type { Shop } from '../support/shops.ts'
import type { Oracle } from './oracle.ts'
import type { Random } from './random.ts'

export interface Load {
  /** Requests whose answer is not here yet. */
  inFlight(): number
  /** Ends when every request under way was answered or given up. */
  stop(): Promise<void>
}

export interface LoadOptions {
  round: number
  ingestUrl: string
  shops: readonly Shop[]
  oracle: Oracle
  random: Random
}

const batchEveryMs = 100
const eventsPerBatch = 8
const eventsPerPerson = 4
/** One in four changes their mind. */
const shareWithdrawing = 0.25

const granted = {
  consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
}
const everythingDenied = {
  analytics: 'denied',
  advertising: 'denied',
  ad_personalization: 'denied',
  personalization: 'denied',
  functional: 'denied',
  sale_or_sharing: 'denied',
}

/** Steady orders and product views of people who agreed, some of whom withdraw while their events are on the way. */
export function startLoad({ round, ingestUrl, shops, oracle, random }: LoadOptions): Load {
  const stopping = new AbortController()
  const underway = new Set<Promise<void>>()
  let number = 0

  function track(work: Promise<void>): void {
    const done = work.finally(() => underway.delete(done))
    underway.add(done)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      track(sendBatch(random.pick(shops)))
      await pause(batchEveryMs)
    }
  }

  async function sendBatch(shop: Shop): Promise<void> {
    const first = number
    number += eventsPerBatch
    const events = Array.from({ length: eventsPerBatch }, (_, index) => anEvent(shop, first + index))
    const answer = await postUntilAnswered(`${ingestUrl}/v1/batch`, shop.key, { batch: events.map(({ body }) => body) })
    if (answer === null) return
    const results = (answer as { results?: { status: string; eventId?: string }[] }).results ?? []
    for (const [index, { status, eventId }] of results.entries()) {
      const event = events[index]
      if (event === undefined || eventId === undefined || status === 'rejected') continue
      oracle.acknowledged(event.marker, eventId)
    }
    for (const person of new Set(events.map((event) => event.person))) {
      if (random.next() < shareWithdrawing) track(withdraw(shop, person))
    }
  }

  async function withdraw(shop: Shop, person: string): Promise<void> {
    await pause(random.between(0, 400))
    const body = { subject: { userId: person }, purposes: everythingDenied }
    const answer = await postUntilAnswered(`${ingestUrl}/v1/consent`, shop.key, body)
    if (answer !== null) oracle.denied(person, Date.now())
  }

  function anEvent(shop: Shop, index: number): { marker: string; person: string; body: JsonObject } {
    const marker = `m-${round}-${index}`
    const person = `u-${round}-${Math.floor(index / eventsPerPerson)}`
    oracle.posted(marker, { shop: shop.slug, person })
    const body = { ...(index % 2 === 0 ? anOrder(marker) : aView(marker)), messageId: marker, userId: person }
    return { marker, person, body: { ...body, traits: plantedTraits(round, index), context: granted } }
  }

  /** As a careful client does: the same body again until somebody answers; a fresh 503 is no acknowledgement. */
  async function postUntilAnswered(url: string, key: string, body: object): Promise<unknown> {
    for (let waitMs = 100; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 1_000)) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => null)
      if (response?.ok === true) return response.json().catch(() => null)
      await response?.body?.cancel()
      await pause(waitMs)
    }
    return null
  }

  const running = run()
  return {
    inFlight: () => underway.size,
    async stop() {
      stopping.abort()
      await running
      await Promise.all(underway)
    },
  }
}

/** Raw values nobody else would write: found anywhere, they leaked. */
export const plantedPattern = /chaosmail\.example|49151188\d{5}/i

function plantedTraits(round: number, index: number): JsonObject {
  const digits = String((round * 10_000 + index) % 100_000).padStart(5, '0')
  return { email: `anna.${round}.${index}@chaosmail.example`, phone: `+49151188${digits}` }
}

function anOrder(marker: string): JsonObject {
  const properties = { order_id: marker, total: 10, currency: 'EUR', products: [{ product_id: marker, price: 10 }] }
  return { type: 'track', event: 'Order Completed', properties }
}

function aView(marker: string): JsonObject {
  return { type: 'track', event: 'Product Viewed', properties: { product_id: marker, price: 10, currency: 'EUR' } }
}
