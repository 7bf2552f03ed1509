import { createHmac, randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { masterKeyFrom } from '../../core/keyring.ts'
import { createSender } from '../../destinations/send.ts'
import { heartbeatDelivery } from '../../workers/watch/deliver-heartbeat.ts'
import { heartbeatWorkspace } from '../../workers/watch/heartbeat-event.ts'
import { watchMetrics } from '../../workers/watch/watch-metrics.ts'
import { type WatchDeps, watchRound } from '../../workers/watch/watch-round.ts'
import { aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aVendorServer, type VendorServer } from '../support/a-vendor-server.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
let server: VendorServer
let refuses = false
let sender: ReturnType<typeof createSender>
const start = Date.now()
const clock = { now: new Date(start) }
const logged: string[] = []
const failed: string[] = []
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

beforeAll(async () => {
  region = await aRegion()
  server = await aVendorServer((_, response) => response.writeHead(refuses ? 500 : 204).end())
  sender = createSender({ egressAllow: [server.hostPort], timeoutMs: 5_000, userAgent: 'test' })
})
afterAll(async () => {
  await sender?.close()
  await server?.close()
  await region?.close()
})

const log = {
  info: (_: object, message: string) => void logged.push(message),
  warn: (_: object, message: string) => void logged.push(message),
  error: (_: object, message: string) => void logged.push(message),
}

const deps = (): WatchDeps => ({
  region: 'eu-central-1',
  store: region.watch,
  ingest: region.ingest,
  admin: region.admin,
  sender,
  webhook: { url: `${server.url}/alerts`, secret },
  newId: randomUUID,
  now: () => clock.now,
  log,
  onError: (step) => void failed.push(step),
})

/** Some minutes pass, and the watch looks. */
async function afterMinutes(minutes: number): Promise<void> {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000)
  await watchRound(deps())
}

/** As the region's worker does with a lease of this workspace. */
async function workerDelivers(): Promise<void> {
  const deliver = heartbeatDelivery(
    {
      store: region.worker,
      followUps: region.followUps,
      snapshots: { current: async () => null },
      destinationFor: () => null,
      facts: () => null,
      keyProvider: masterKeyFrom(new Uint8Array(32)),
      sender,
      tokens: { current: () => Promise.reject(new Error('no token')) },
      leaseIsSafe: () => true,
      now: () => clock.now,
      random: () => 0.5,
      pause: async () => undefined,
      log,
      finished: () => undefined,
    },
    { region: 'eu-central-1', store: region.watch },
  )
  for (const lease of await leaseAll(region, 'worker-1', new Date(clock.now.getTime() + 1_000))) {
    if (lease.workspaceId === heartbeatWorkspace) await deliver(lease)
  }
}

async function rows(): Promise<number> {
  const [row] = await region.database.sql<{ rows: number }[]>`
    select (
      (select count(*) from data.events where workspace_id = ${heartbeatWorkspace})
      + (select count(*) from data.deliveries where workspace_id = ${heartbeatWorkspace})
      + (select count(*) from data.decisions where workspace_id = ${heartbeatWorkspace})
      + (select count(*) from data.attempts where workspace_id = ${heartbeatWorkspace})
      + (select count(*) from data.queue where workspace_id = ${heartbeatWorkspace})
    )::int as rows`
  return row?.rows ?? -1
}

const age = async () => (await region.watch.read(clock.now.toISOString())).heartbeatAgeSeconds
const told = () => server.seen.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })

test('a heartbeat is stored, queued, leased, decided and acknowledged, and leaves nothing behind; one process of many sends it', async () => {
  await watchRound(deps())
  expect(failed).toEqual([])
  expect(await rows()).toBe(4)
  await watchRound(deps())
  expect(await rows()).toBe(4)
  clock.now = new Date(clock.now.getTime() + 1_500)
  await workerDelivers()
  expect(await age()).toBe(0)
  expect(await rows()).toBe(0)
  expect((await region.sealing.unsealed(100)).workspaces).toEqual([])
  expect(server.seen).toEqual([])
})

test('when it stops, one alert opens in log, metric and webhook, signed; when it beats again the end is told', async () => {
  await afterMinutes(1)
  await afterMinutes(2)
  expect(server.seen).toEqual([])
  await afterMinutes(1)
  await afterMinutes(1)
  expect(told()).toMatchObject([{ type: 'alert.opened', data: { code: 'heartbeat_stopped', region: 'eu-central-1' } }])
  expect(told()[0]?.data.message).toMatch(/^no heartbeat event arrived for 2\d\d seconds/)
  const [request] = server.seen
  const id = String(request?.headers['webhook-id'])
  const signed = `${id}.${request?.headers['webhook-timestamp']}.${request?.body}`
  const signature = createHmac('sha256', Buffer.alloc(24, 7)).update(signed).digest('base64')
  expect(request?.headers['webhook-signature']).toBe(`v1,${signature}`)
  expect(logged.filter((line) => line === 'alert.opened')).toHaveLength(1)

  const registry = new Registry()
  watchMetrics(registry, [{ region: 'eu-central-1', watch: region.watch }], () => clock.now)
  expect(await registry.metrics()).toContain('tracklayer_alerts_open{region="eu-central-1",code="heartbeat_stopped"} 1')

  await workerDelivers()
  await afterMinutes(1)
  expect(told().map(({ type }) => type)).toEqual(['alert.opened', 'alert.resolved'])
  expect(told()[1]?.data).toMatchObject({ code: 'heartbeat_stopped', resolvedAt: expect.any(String) })
  expect(await registry.metrics()).not.toContain('heartbeat_stopped')
})

test('a delivery that got lost is a gap of its workspace, hour and run, told until the webhook takes it, under one id', async () => {
  const { sql } = region.database
  await region.ingest.ingest([anIngestRecord({ receivedAt: clock.now.toISOString() })])
  await sql`insert into data.deliveries
    select workspace_id, event_id, received_at, destination_id, 7, 'cancelled', verdict, mode, reason, attempts, now()
    from data.deliveries where workspace_id = ${workspaceId}`
  refuses = true
  await afterMinutes(6)
  expect(failed.filter((step) => step === 'alert').length).toBeGreaterThan(0)
  refuses = false
  await afterMinutes(1)
  const gaps = () =>
    server.seen
      .filter(({ body }) => body.includes('reconciliation_gap'))
      .map(({ headers, body }) => ({
        id: headers['webhook-id'],
        ...(JSON.parse(body) as { type: string; data: object }),
      }))
  expect(new Set(gaps().map(({ id }) => id)).size).toBe(1)
  expect(gaps().at(-1)).toMatchObject({
    type: 'alert.opened',
    data: { workspaceId, code: 'reconciliation_gap', detail: { run: 7, gap: -1 } },
  })
  const { reconciliation } = await region.watch.read(clock.now.toISOString())
  expect(reconciliation.map(({ run, fanOut, inFlight, gap }) => ({ run, fanOut, inFlight, gap }))).toEqual([
    { run: 0, fanOut: 1, inFlight: 1, gap: 0 },
    { run: 7, fanOut: 0, inFlight: 0, gap: -1 },
  ])

  await sql`delete from data.deliveries where run = 7`
  await afterMinutes(6)
  expect(gaps().at(-1)).toMatchObject({ type: 'alert.resolved', data: { code: 'reconciliation_gap' } })
})

test('a night without any process is not a heart that stood still', async () => {
  await workerDelivers()
  await afterMinutes(1)
  const before = server.seen.length
  clock.now = new Date(clock.now.getTime() + 8 * 3_600_000)
  await region.maintain.ensurePartitions(clock.now, 1)
  await watchRound(deps())
  await workerDelivers()
  await afterMinutes(1)
  expect(
    told()
      .slice(before)
      .filter(({ type, data }) => type === 'alert.opened' && data.code === 'heartbeat_stopped'),
  ).toEqual([])
})
