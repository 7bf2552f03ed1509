import { readFile } from 'node:fs/promises'
import type postgres from 'postgres'
import { terminalStates } from '../../core/decision.ts'
import { heartbeatWorkspace } from '../../workers/watch/heartbeat-event.ts'
import type { Shop } from '../support/shops.ts'
import { plantedPattern } from './load.ts'
import type { OracleFacts, Receipt } from './oracle.ts'
import type { World } from './world.ts'

/** All zero, or something was lost, sent against somebody's will, or seen by whom it does not concern. */
export interface Judgement {
  /** Acknowledged, and not in exactly one terminal state per destination. */
  lost: number
  /** First byte at a vendor more than a second after the person's denial was acknowledged. */
  wronglySent: number
  /** The same event at a vendor under another event id. */
  repeatedOtherId: number
  /** Rows or requests of one workspace in another. */
  crossTenant: number
  /** Raw identifiers in any row, log or request. */
  rawFound: number
}

export async function judge(facts: OracleFacts, world: World): Promise<Judgement> {
  return {
    lost: await lost(facts, world),
    wronglySent: wronglySent(facts).length,
    repeatedOtherId: repeatedOtherId(facts),
    crossTenant: await crossTenant(facts, world),
    rawFound: await rawFound(facts, world),
  }
}

const terminal: ReadonlySet<string> = new Set(terminalStates)

async function lost({ acknowledged, posted }: OracleFacts, { shops, regions }: World): Promise<number> {
  const states = new Map<string, string[]>()
  for (const shop of shops) await readStates(shop, regions[shop.region], states)
  let missing = 0
  for (const [marker, eventId] of acknowledged) {
    const shop = shops.find(({ slug }) => slug === posted.get(marker)?.shop)
    for (const { id } of shop?.destinations ?? []) {
      const found = states.get(`${shop?.workspaceId} ${eventId} ${id}`) ?? []
      if (found.length !== 1 || !terminal.has(found[0] ?? '')) missing += 1
    }
  }
  return missing
}

async function readStates(shop: Shop, sql: postgres.Sql, into: Map<string, string[]>): Promise<void> {
  const rows = await sql<{ event: string; destination: string; state: string }[]>`
    select event_id as event, destination_id as destination, state
    from data.deliveries
    where workspace_id = ${shop.workspaceId} and run = 0
    union all
    select e.event_id, (f ->> 'destinationId')::uuid, 'filtered'
    from data.events as e, jsonb_array_elements(e.filtered) as f
    where e.workspace_id = ${shop.workspaceId}
  `
  for (const { event, destination, state } of rows) {
    const key = `${shop.workspaceId} ${event} ${destination}`
    into.set(key, [...(into.get(key) ?? []), state])
  }
}

const toleranceMs = 1_000

function wronglySent(facts: OracleFacts): Receipt[] {
  return facts.receipts.filter((receipt) => msAfterDenial(receipt, facts) > toleranceMs)
}

/** How long after an acknowledged denial first bytes still reached a vendor; empty = none did. */
export function lateFirstBytesMs(facts: OracleFacts): number[] {
  return facts.receipts
    .map((receipt) => msAfterDenial(receipt, facts))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b)
}

function msAfterDenial({ marker, firstByteAtMs }: Receipt, { posted, denials }: OracleFacts): number {
  const deniedAtMs = denials.get(posted.get(marker)?.person ?? '')
  return deniedAtMs === undefined ? 0 : firstByteAtMs - deniedAtMs
}

function repeatedOtherId({ receipts }: OracleFacts): number {
  const ids = new Map<string, Set<string>>()
  for (const { type, marker, vendorEventId } of receipts) {
    const key = `${type} ${marker}`
    ids.set(key, (ids.get(key) ?? new Set()).add(vendorEventId))
  }
  return [...ids.values()].filter((distinct) => distinct.size > 1).length
}

/** What at-least-once cost: sent again although the vendor had taken it. */
export function repeats({ receipts }: OracleFacts): number {
  const taken = new Set<string>()
  let again = 0
  for (const receipt of receipts) {
    const key = `${receipt.type} ${receipt.marker}`
    if (taken.has(key)) again += 1
    if (receipt.taken) taken.add(key)
  }
  return again
}

async function crossTenant(facts: OracleFacts, world: World): Promise<number> {
  const owners = new Map([...facts.acknowledged].map(([marker, id]) => [id, facts.posted.get(marker)?.shop]))
  const atOthers = facts.receipts.filter(({ marker, shop }) => facts.posted.get(marker)?.shop !== shop).length
  let rows = 0
  for (const [region, sql] of Object.entries(world.regions)) {
    const found = await sql<{ id: string; workspace: string }[]>`
      select event_id as id, workspace_id as workspace from data.events
      union
      select event_id, workspace_id from data.deliveries
    `
    rows += found.filter(({ id, workspace }) => {
      // Our own event on its way: of no shop.
      if (workspace === heartbeatWorkspace) return false
      const shop = world.shops.find(({ workspaceId }) => workspaceId === workspace)
      return shop?.region !== region || (owners.has(id) && owners.get(id) !== shop.slug)
    }).length
  }
  return atOthers + rows
}

async function rawFound({ receipts }: OracleFacts, world: World): Promise<number> {
  const inRequests = receipts.filter(({ raw }) => plantedPattern.test(raw)).length
  const logs = await Promise.all(world.logFiles().map((file) => readFile(file, 'utf8')))
  const inLogs = logs.filter((text) => plantedPattern.test(text)).length
  const inRows = await Promise.all(Object.values(world.regions).map(rowsWithPlanted))
  return inRequests + inLogs + inRows.reduce((sum, count) => sum + count, 0)
}

/** Every table there is, so that one that is made tomorrow is looked at, too. */
async function rowsWithPlanted(sql: postgres.Sql): Promise<number> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('control', 'data', 'api')
  `
  let found = 0
  for (const { schema, name } of tables) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from ${sql(schema)}.${sql(name)} as t where t::text ~* ${plantedPattern.source}
    `
    found += row?.count ?? 0
  }
  return found
}
