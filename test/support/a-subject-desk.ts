import { randomUUID } from 'node:crypto'
import { makeSecretKey } from '../../core/api-keys.ts'
import type { JsonObject } from '../../core/json.ts'
import { sealDecisions } from '../../workers/receipts/seal-decisions.ts'
import { aRecordedShop } from './a-recorded-shop.ts'

/** A shop with a key that may answer requests of persons, and the sealer at hand. */
export async function aSubjectDesk() {
  const recorded = await aRecordedShop()
  const { region, shop, clock } = recorded
  const key = makeSecretKey()
  shop.control.addKey(key, { kind: 'secret', sourceId: null, scopes: ['subject_requests'] })
  const signer = shop.deps.receiptKey() as Parameters<typeof sealDecisions>[0]['signer']
  const keeping = {
    store: region.sealing,
    signer,
    now: () => clock.now,
    newId: randomUUID,
    exportHeads: async () => undefined,
  }
  const ask = (path: string, body: JsonObject, by = key) => shop.post(path, body, { key: by })

  return {
    ...recorded,
    key,
    keeping,
    ask,
    seal: () => sealDecisions(keeping),
    /** Posted as the shop's server would; answers its id. */
    async order(event: JsonObject): Promise<string> {
      const id = randomUUID()
      const properties = { order_id: id, total: 20, currency: 'EUR', products: [{ product_id: 'lamp-7' }] }
      const order = {
        event: 'Order Completed',
        messageId: id,
        timestamp: clock.now.toISOString(),
        properties,
        ...event,
      }
      return (await recorded.post({ type: 'track', ...order })).eventId
    },
    /** By the shop's consent call, with its secret key. */
    async choose(subject: JsonObject, choice: JsonObject): Promise<void> {
      const response = await ask('/v1/consent', { subject, ...choice }, shop.keys.secret)
      if (response.status !== 200) throw new Error(`not recorded: ${await response.text()}`)
    },
    later(minutes: number): void {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000)
    },
  }
}

export type SubjectDesk = Awaited<ReturnType<typeof aSubjectDesk>>
