import { doorOperations } from '../../cli/start/door-operations.ts'
import { makeSecretKey } from '../../core/api-keys.ts'
import type { JsonObject } from '../../core/json.ts'
import { masterKeyFrom } from '../../core/keyring.ts'
import type { FinishRecord } from '../../supabase/queries/records.ts'
import { aRecordedShop } from './a-recorded-shop.ts'
import { aFinish, leaseAll } from './a-region.ts'
import { aWireEvent } from './a-wire-event.ts'

const all = { marketing: true, analytics: true, functional: true, personalization: true }

/** The master key of the scene. */
const master = masterKeyFrom(new Uint8Array(32).fill(1))

/** A recorded shop with an operator's key, whose leased deliveries end as a test wants. */
export async function aDyingShop() {
  const recorded = await aRecordedShop()
  const { shop, region, clock } = recorded
  const ops = makeSecretKey()
  shop.control.addKey(ops, { kind: 'secret', sourceId: null, scopes: ['ops'] })

  const stores = new Map([['eu-central-1' as const, region]])
  shop.deps.operations = doorOperations({ control: recorded.control, stores, master })

  async function order(messageId: string, overrides: JsonObject = {}): Promise<string> {
    const { timestamp: _now, ...event } = aWireEvent({
      messageId,
      userId: `user-of-${messageId}`,
      traits: { email: `${messageId}@example.com` },
      context: { consent: { categoryPreferences: all } },
      ...overrides,
    })
    const properties = { order_id: messageId, total: 20, currency: 'EUR', products: [{ product_id: 'lamp-7' }] }
    return (await recorded.post({ ...event, properties, ...overrides })).eventId
  }

  /** Everything due ends so; by destination id where they differ. */
  async function end(as: (destinationId: string) => Partial<FinishRecord>): Promise<void> {
    for (const lease of await leaseAll(region, 'worker-1', new Date(clock.now.getTime() + 7_200_000))) {
      const records = lease.deliveries.map((one) => aFinish(one, { decision: null, ...as(lease.destinationId) }))
      await region.worker.finish(lease.leaseId, records)
    }
  }

  async function ask<Answer = JsonObject>(
    path: string,
    body: JsonObject = {},
  ): Promise<{ status: number; body: Answer }> {
    const response = await shop.post(path, body, { key: ops })
    return { status: response.status, body: (await response.json()) as Answer }
  }

  return { ...recorded, order, end, ask }
}

export type DyingShop = Awaited<ReturnType<typeof aDyingShop>>

export const refusedBy400: Partial<FinishRecord> = {
  outcome: 'dead',
  reason: 'invalid_parameter',
  attempt: {
    startedAt: '2026-11-24T12:00:00.000Z',
    durationMs: 9,
    httpStatus: 400,
    detail: '{"error":{"message":"Invalid parameter"}}',
  },
}
