import { randomUUID } from 'node:crypto'
import { type Judgement, judge } from './judges.ts'
import type { Oracle } from './oracle.ts'
import type { World } from './world.ts'

/** One fault for each judge. A judge that stays silent would be no judge. */
const plants: Record<keyof Judgement, (oracle: Oracle, world: World) => Promise<() => Promise<void>>> = {
  async lost(oracle, { shops }) {
    const [shop] = shops
    oracle.posted('m-0-1', { shop: shop?.slug ?? '', person: 'u-0-1' })
    // Acknowledged, and no such row anywhere.
    oracle.acknowledged('m-0-1', randomUUID())
    return nothing
  },
  async wronglySent(oracle, { shops }) {
    const shop = shops[0]?.slug ?? ''
    oracle.posted('m-0-2', { shop, person: 'u-0-2' })
    oracle.denied('u-0-2', Date.now() - 1_001)
    oracle.received({ ...aReceipt('m-0-2', shop), firstByteAtMs: Date.now() })
    return nothing
  },
  async repeatedOtherId(oracle, { shops }) {
    const shop = shops[0]?.slug ?? ''
    oracle.posted('m-0-3', { shop, person: 'u-0-3' })
    oracle.received({ ...aReceipt('m-0-3', shop), vendorEventId: 'one' })
    oracle.received({ ...aReceipt('m-0-3', shop), vendorEventId: 'another' })
    return nothing
  },
  async crossTenant(_, { shops, regions }) {
    // A row of the American shop in the European region.
    const stranger = shops.find(({ region }) => region === 'us-east-1')
    const [event] = await regions['eu-central-1']`
      update data.deliveries set workspace_id = ${stranger?.workspaceId ?? ''}
      where (event_id, received_at, destination_id) = (
        select event_id, received_at, destination_id from data.deliveries limit 1
      )
      returning event_id, workspace_id
    `
    if (event === undefined) throw new Error('no delivery to plant in')
    return nothing
  },
  async rawFound(_, { shops, regions }) {
    const workspace = shops[0]?.workspaceId ?? ''
    await regions['eu-central-1']`
      insert into data.signals (workspace_id, id, day, content)
      values (${workspace}, 'planted', current_date, '{"note": "anna@chaosmail.example"}')
    `
    return async () => {
      await regions['eu-central-1']`delete from data.signals where workspace_id = ${workspace} and id = 'planted'`
    }
  },
}

const nothing = async (): Promise<void> => undefined

function aReceipt(marker: string, shop: string) {
  return { type: 'meta', shop, marker, vendorEventId: 'x', firstByteAtMs: 0, raw: '', taken: true }
}

/** Plants each fault, asks the judges, and says which of them saw theirs. */
export async function proveJudges(oracle: Oracle, world: World): Promise<Record<keyof Judgement, boolean>> {
  const caught: Partial<Record<keyof Judgement, boolean>> = {}
  for (const [name, plant] of Object.entries(plants) as [keyof Judgement, (typeof plants)['lost']][]) {
    const before = await judge(oracle.facts, world)
    const undo = await plant(oracle, world)
    const after = await judge(oracle.facts, world)
    caught[name] = after[name] > before[name]
    await undo()
  }
  return caught as Record<keyof Judgement, boolean>
}
