import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import { canonicalJson } from '../../core/json.ts'
import { masterKeyFrom, workspaceKeys } from '../../core/keyring.ts'
import { seal } from '../../core/seal.ts'
import type { Example } from '../../destinations/contract.ts'
import { refreshToken } from '../../destinations/refresh-token.ts'
import { type AnyDestination, destinations } from '../../destinations/registry.ts'
import { aboutNobody, createSender, type Sender } from '../../destinations/send.ts'
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts'
import type { TokenStore } from '../../supabase/queries/ports.ts'
import type { FinishRecord, LeasedDelivery } from '../../supabase/queries/records.ts'
import { createAccessTokens } from '../../workers/access-tokens.ts'
import { type DeliverDeps, deliverLease } from '../../workers/deliver-lease.ts'
import { verifyDestination } from '../../workers/verify-destination.ts'
import { localDestinations } from '../destinations/local-destinations.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { aLease } from '../support/a-region.ts'
import { aLeasedDelivery } from '../support/a-sendable.ts'
import { aDestination, aSnapshot, destinationId } from '../support/a-snapshot.ts'
import { anOrder } from '../support/an-event.ts'
import { lookupOf, someFacts } from '../support/facts.ts'

/** Every example as a worker sends it – decided, mapped, batched, sent, classified – to the vendor's fake over HTTP. */
const now = new Date('2026-11-24T10:00:05.000Z')
const master = masterKeyFrom(new Uint8Array(32).fill(1))
const dataKey = new Uint8Array(32).fill(7)
const keys = workspaceKeys(dataKey)

let folder: string
let sandbox: RunningSandbox
let sender: Sender
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklayer-examples-'))
  sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    recordFile: join(folder, 'sandbox.jsonl'),
    nowMs: () => now.getTime(),
  })
  const egressAllow = [new URL(sandbox.url).host]
  sender = createSender({ egressAllow, timeoutMs: 5_000, userAgent: 'TrackLayer/test' })
})
afterAll(async () => {
  await sender?.close()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

test.each(destinations.filter(({ verify }) => verify !== undefined).map((one) => [one.type, one] as const))(
  '%s has a test call with words, and sends nothing the vendor would refuse',
  async (type, destination) => {
    const { snapshots, keyProvider } = depsFor(destination, localDestinations[type]!.settings(sandbox.url))
    const snapshot = (await snapshots.current(''))!
    const deps = { destinationFor: () => destination, keyProvider, sender, tokens: freshTokens, now: () => now }
    const { words } = await verifyDestination({ destination: snapshot.destinations[0]!, snapshot }, deps)
    expect(words.trim()).not.toBe('')
    for (const secret of localDestinations[type]!.secrets) expect(words).not.toContain(secret)
    expect(await refusedBy(type)).toEqual([])
  },
)

test.each(destinations.map((one) => [one.type, one] as const))('%s takes every example', async (type, destination) => {
  // A vendor that refuses an order number twice in one request gets each example by itself.
  const isAlone = localDestinations[type]!.ordersByNumber === true
  const batches = Map.groupBy(destination.examples, ({ name, settings }) =>
    isAlone ? name : canonicalJson(settings ?? {}),
  )
  for (const examples of batches.values()) {
    const { outcomes, bugs } = await outcomesOf(destination, examples)
    expect(bugs).toEqual([])
    const taken = destination.later === undefined ? 'delivered' : 'accepted'
    expect(outcomes).toEqual(examples.map(({ name, payload }) => [name, isSkip(payload) ? payload.reason : taken]))
  }
  expect(await refusedBy(type)).toEqual([])
})

async function refusedBy(type: string): Promise<unknown[]> {
  const response = await fetch(`${sandbox.url}/_requests?destination=${type}`)
  const { requests } = (await response.json()) as { requests: { verdict: { accepted: boolean } }[] }
  return requests.filter(({ verdict }) => !verdict.accepted)
}

const freshTokens: TokenStore = {
  claim: async () => ({ state: 'claimed', accessSealed: null, refreshSealed: null }),
  keep: async () => true,
  fail: async () => true,
}

/** The example's name and how its delivery ended. */
async function outcomesOf(destination: AnyDestination, examples: readonly Example<unknown>[]) {
  const deliveries = examples.map(() => aDelivery())
  const exampleOf = new Map(deliveries.map(({ eventId }, index) => [eventId, examples[index]!]))
  const records: FinishRecord[] = []
  const bugs: unknown[] = []
  const lease = aLease({ workspaceId: aSnapshot().workspaceId, destinationId, deliveries })
  await deliverLease(lease, {
    ...depsFor(destination, examples[0]?.settings ?? {}),
    // The example stands for what ingest, router and identity made of some event.
    destinationFor: () => ({
      ...destination,
      toPayload: ({ eventId }, settings) =>
        destination.toPayload(aDeliverableEvent(exampleOf.get(eventId)?.event), settings),
    }),
    store: {
      ...storeOf(),
      finish: async (_, finished) => {
        records.push(...finished)
        return true
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: (fields) => void bugs.push(fields) },
  })
  const reasons = new Map(records.map(({ eventId, reason }) => [eventId, reason]))
  return { bugs, outcomes: deliveries.map(({ eventId }) => [exampleOf.get(eventId)?.name, reasons.get(eventId)]) }
}

function aDelivery(): LeasedDelivery {
  const eventId = crypto.randomUUID()
  const event = anOrder({ eventId, jurisdiction: { country: 'US', region: null, source: 'geo_header' } })
  const base = aLeasedDelivery({ eventId, destinationId })
  return { ...base, event: { ...base.event, body: JSON.parse(JSON.stringify(event)) } }
}

function depsFor(destination: AnyDestination, settings: object): Omit<DeliverDeps, 'store' | 'log' | 'destinationFor'> {
  const { type } = destination
  const local = localDestinations[type]!
  const sealed = seal(keys.sealing, JSON.stringify(local.credentials), `credentials:${destinationId}`)
  const configured = aDestination({
    type,
    settings: { ...settings, ...addressesOf(local, `${sandbox.url}/${type}`) },
    credentialsSealed: sealed,
  })
  const snapshot = aSnapshot({
    dataKeyWrapped: master.wrap(dataKey, aSnapshot().workspaceId),
    destinations: [configured],
  })
  return {
    snapshots: { current: async () => snapshot },
    facts: lookupOf(someFacts({ type, sellsOrShares: false })),
    keyProvider: master,
    sender,
    tokens: createAccessTokens({
      store: freshTokens,
      refresh: (client) => refreshToken(client, (request) => sender.send(request, aboutNobody)),
      now: () => now,
      pause: () => Promise.resolve(),
    }),
    followUps: { keep: async () => undefined },
    leaseIsSafe: () => true,
    now: () => now,
    random: () => 0,
    pause: () => Promise.resolve(),
    finished: () => undefined,
  }
}

/** Where the vendor is; the rest of the settings is the example's own. */
function addressesOf(local: { settings(url: string): Record<string, unknown> }, url: string) {
  const elsewhere = local.settings('https://elsewhere.example')
  return Object.fromEntries(
    Object.entries(local.settings(url)).filter(
      ([name, value]) => typeof value === 'string' && elsewhere[name] !== value,
    ),
  )
}

function storeOf(): DeliverDeps['store'] {
  const never = () => Promise.reject(new Error('not asked here'))
  return {
    timeMs: never,
    heartbeat: never,
    lease: never,
    finish: never,
    reclaim: never,
    sweep: never,
    check: async () => ({ egressStopped: false, destinationState: null, subjects: [], changedEventIds: [] }),
    pause: async () => undefined,
    reportHealth: never,
    setCaps: never,
    takeTurn: never,
  }
}
