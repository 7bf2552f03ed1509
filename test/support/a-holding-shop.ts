import type { JsonObject } from '../../core/json.ts'
import { masterKeyFrom } from '../../core/keyring.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import { destinations } from '../../destinations/registry.ts'
import { factsLookup } from '../../router/facts.ts'
import { releaseHolds } from '../../workers/release-holds.ts'
import { aRecordedShop } from './a-recorded-shop.ts'
import { aSource, workspaceId } from './a-snapshot.ts'
import { firstResult } from './ingest-answer.ts'

export const holdForConsent = { purposes: [...purposes], minutes: 30, reason: 'the banner is shown on every page' }

/** A recorded shop whose source holds for everything, with what a worker does for holds. */
export async function aHoldingShop() {
  const recorded = await aRecordedShop({
    sources: [aSource({ jurisdiction: { country: 'DE', region: null }, phoneCountry: 'DE', holdForConsent })],
  })
  const { shop, region } = recorded
  const { sql } = region.database
  const options = { key: shop.keys.secret, headers: { 'x-source': 'web' } }

  async function track(event: JsonObject): Promise<string> {
    return (await firstResult(shop.post('/v1/track', event, options))).eventId as string
  }

  function release(): Promise<void> {
    return releaseHolds({
      store: region.holds,
      snapshots: { current: async () => shop.control.snapshots.get(workspaceId) ?? null },
      facts: factsLookup(destinations),
      keyProvider: masterKeyFrom(new Uint8Array(32).fill(1)),
      now: () => new Date(),
      onError: (error) => {
        throw error
      },
    })
  }

  /** By destination: `held: not_asked`. */
  async function statesOf(eventId: string): Promise<Record<string, string>> {
    const rows = await sql<{ id: string; state: string }[]>`
      select destination_id as id, state || ': ' || reason as state from data.deliveries where event_id = ${eventId}
    `
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]))
  }

  /** As if it had been held so long ago. */
  async function age(eventId: string, minutes: number): Promise<void> {
    await sql`
      update data.holds
      set held_at = held_at - ${minutes} * interval '1 minute', held_until = held_until - ${minutes} * interval '1 minute',
        due_at = due_at - ${minutes} * interval '1 minute'
      where event_id = ${eventId}
    `
  }

  async function rowsHeld(eventId: string): Promise<number> {
    return (await sql`select from data.holds where event_id = ${eventId}`).length
  }

  async function isReduced(eventId: string): Promise<boolean> {
    const [row] = await sql<{ reduced: boolean }[]>`select reduced from data.events where event_id = ${eventId}`
    return row?.reduced ?? false
  }

  /** The receipt's lines: stage, verdict, reason, in order. */
  async function receiptOf(eventId: string, destinationId: string): Promise<string[]> {
    const view = await region.reader.event(workspaceId, eventId)
    const lines = (view?.decisions ?? []).filter((one) => one.destinationId === destinationId)
    return lines.map(({ stage, verdict, reason }) => `${stage} ${verdict} ${reason}`)
  }

  return { ...recorded, track, release, statesOf, age, rowsHeld, isReduced, receiptOf }
}

export type HoldingShop = Awaited<ReturnType<typeof aHoldingShop>>

export function granting(...of: Purpose[]): Record<string, 'granted'> {
  return Object.fromEntries(of.map((purpose) => [purpose, 'granted' as const]))
}
