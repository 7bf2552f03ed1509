import { randomUUID } from 'node:crypto'
import { receiptSigner } from '../../core/receipts/signer.ts'
import { connectControl } from '../../supabase/queries/connect.ts'
import type { KeptRequest } from '../../supabase/queries/ports.ts'
import type { IngestRecord } from '../../supabase/queries/records.ts'
import { eraseDecisions } from '../../workers/receipts/bury.ts'
import { sealDecisions } from '../../workers/receipts/seal-decisions.ts'
import { aChoice } from './a-choice.ts'
import { aFinish, aLease, aRegion, leaseAll, type TestRegion } from './a-region.ts'
import { aSnapshot } from './a-snapshot.ts'
import { aDeliveryRecord, aDeniedDelivery, aHeldDelivery, aHeldRecord, anIngestRecord } from './an-ingest-record.ts'

export interface Tenant {
  workspaceId: string
  destinationId: string
  sourceId: string
  /** Of its waiting event. */
  eventId: string
  heldEventId: string
  subjectKey: string
  keyId: string
  lookup: string
}

export interface TwoWorkspaces {
  region: TestRegion
  a: Tenant
  b: Tenant
  close(): Promise<void>
}

/** One database in which two workspaces have at least one row in every table. */
export async function twoWorkspaces(): Promise<TwoWorkspaces> {
  const region = await aRegion()
  const control = connectControl(region.database.url)
  try {
    await control.claimInstallation('0123456789abcdef')
    const [a, b] = [await fill(region, control), await fill(region, control)]
    await queueOne(region, a)
    await queueOne(region, b)
    await sealAndErase(region, [a, b])
    // From here on nothing is leased any more.
    for (const tenant of [a, b]) {
      await region.worker.takeTurn(aLease(tenant), 1, 0)
      await region.admin.stopEgress(tenant.workspaceId, 'test')
    }
    return { region, a, b, close: region.close }
  } finally {
    await control.close()
  }
}

async function fill(region: TestRegion, control: ReturnType<typeof connectControl>): Promise<Tenant> {
  const tenant = aTenant()
  const { workspaceId, destinationId, keyId, lookup } = tenant
  const audit = { actor: 'test', action: 'test', target: 'test', before: null, after: null }
  await control.commitSnapshot(aSnapshot({ workspaceId, version: 1, slug: `shop-${workspaceId.slice(0, 8)}` }), audit)
  await control.insertKey(
    {
      keyId,
      workspaceId,
      sourceId: null,
      kind: 'secret',
      scopes: ['read'],
      hint: 'sk_test',
      createdAt: new Date().toISOString(),
      expiresAt: null,
      revokedAt: null,
      lookup,
      verifier: 'verifier',
    },
    audit,
  )
  await region.home(workspaceId)
  const delivery = () => aDeliveryRecord({ destinationId, plainSealed: 'c2VhbGVk' })
  await region.ingest.ingest([anEventOf(tenant, { deliveries: [delivery()] })])
  const [done] = (await leaseAll(region, `worker-of-${workspaceId}`)).filter(
    (lease) => lease.workspaceId === workspaceId,
  )
  await region.worker.heartbeat(`worker-of-${workspaceId}`)
  if (done === undefined) throw new Error('nothing was leased')
  await region.worker.finish(
    done.leaseId,
    done.deliveries.map((one) => aFinish(one)),
  )
  await oneDies(region, tenant)
  await oneIsReplayed(region, tenant)
  await region.ingest.ingest([anEventOf(tenant, { deliveries: [delivery()] })])
  await leaseAll(region, `worker-of-${workspaceId}`)
  await fillLedger(region, tenant)
  await region.tokens.claim(aTokenClaim(tenant))
  await region.tokens.keep(aKeptToken(tenant))
  await region.followUps.keep([aKeptRequest(tenant)])
  return tenant
}

async function oneDies(region: TestRegion, tenant: Tenant): Promise<void> {
  const { workspaceId, destinationId } = tenant
  const dying = anEventOf(tenant, { deliveries: [aDeliveryRecord({ destinationId })] })
  await region.ingest.ingest([dying])
  const lease = (await leaseAll(region, `worker-of-${workspaceId}`)).find((one) => one.workspaceId === workspaceId)
  if (lease === undefined) throw new Error('nothing was leased')
  const records = lease.deliveries.map((one) => aFinish(one, { outcome: 'dead', reason: 'http_400' }))
  await region.worker.finish(lease.leaseId, records)
}

async function oneIsReplayed({ admin, database, watch }: TestRegion, { workspaceId, eventId }: Tenant): Promise<void> {
  const filter = { from: new Date().toISOString() }
  const request = {
    replayId: eventId,
    kind: 'replay',
    filter,
    duplicates: 'skip',
    perSecond: 50,
    askedBy: 'test',
  } as const
  await admin.askReplay(workspaceId, request)
  const { sql } = database
  await sql`insert into data.replay_fan_outs (workspace_id, event_id, received_at, run, fan_out)
    values (${workspaceId}, ${eventId}, now(), 1, 1)`
  const now = new Date().toISOString()
  await watch.checkReconciliation(
    new Date(Date.now() - 3_600_000).toISOString(),
    new Date(Date.now() + 60_000).toISOString(),
  )
  await sql`insert into data.alerts (workspace_id, code, subject, detail, opened_at)
    values (${workspaceId}, 'reconciliation_gap', ${workspaceId}, '{}', now())`
  await watch.claimDuty('watch', 50, now)
  await watch.beginHeartbeat(eventId, now)
}

/** Always the same holder: who knows it must still not reach another workspace's row. */
const holder = '0198c0de-0000-8000-8000-00000000e001'

export function aTokenClaim(tenant: Pick<Tenant, 'workspaceId' | 'destinationId'>) {
  const { workspaceId, destinationId } = tenant
  const now = new Date().toISOString()
  const key = { workspaceId, destinationId, fingerprint: 'f00d', configVersion: 1 }
  return { ...key, holder, now, holdSeconds: 40, spoiled: null }
}

export function aKeptToken({ workspaceId, destinationId }: Pick<Tenant, 'workspaceId' | 'destinationId'>) {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const accessSealed = `token-of-${workspaceId}`
  return {
    workspaceId,
    destinationId,
    holder,
    accessSealed,
    refreshSealed: null,
    renewAt: inAnHour,
    expiresAt: inAnHour,
  }
}

/** Of the same id in both: who knows it must still not reach another workspace's row. */
export function aKeptRequest(tenant: Pick<Tenant, 'workspaceId' | 'destinationId'>): KeptRequest {
  const { workspaceId, destinationId } = tenant
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const deliveries = [{ eventId: workspaceId, receivedAt: inAnHour, run: 0 }]
  const key = { workspaceId, destinationId, requestId: 'request-1' }
  return { ...key, deliveries, purposes: ['advertising'], dueAt: inAnHour, endsAt: inAnHour }
}

function anEventOf(tenant: Tenant, overrides: Partial<IngestRecord>): IngestRecord {
  const { workspaceId, sourceId, subjectKey } = tenant
  return anIngestRecord({
    workspaceId,
    sourceId,
    signalsId: `signals-of-${workspaceId}`,
    lookupKeys: [subjectKey],
    subjectKeys: [subjectKey],
    network: { ip: '203.0.113.7', userAgent: 'agent' },
    ...overrides,
  })
}

/** After every lease was taken: this one waits. */
async function queueOne(region: TestRegion, tenant: Tenant): Promise<void> {
  const waiting = aDeliveryRecord({ destinationId: tenant.destinationId, plainSealed: 'c2VhbGVk' })
  const denied = aDeniedDelivery({ destinationId: randomUUID() })
  await region.ingest.ingest([anEventOf(tenant, { eventId: tenant.eventId, deliveries: [waiting, denied] })])
  await holdOne(region, tenant)
}

async function holdOne({ ingest }: TestRegion, tenant: Tenant): Promise<void> {
  const { workspaceId, sourceId, subjectKey, destinationId } = tenant
  const deliveries = [aHeldDelivery({ destinationId })]
  await ingest.ingest([aHeldRecord(subjectKey, { workspaceId, sourceId, eventId: tenant.heldEventId, deliveries })])
}

/** One decision of each is sealed and erased: a seal, its leaves and a tombstone. */
async function sealAndErase({ sealing: store, ingest }: TestRegion, tenants: Tenant[]): Promise<void> {
  const signer = receiptSigner(new Uint8Array(32))
  const keeping = { store, signer, now: () => new Date(), newId: randomUUID, exportHeads: async () => undefined }
  const records = tenants.map((tenant) => anEventOf(tenant, { deliveries: [aDeniedDelivery()] }))
  await ingest.ingest(records)
  await sealDecisions(keeping)
  for (const { workspaceId, eventId } of records) {
    await eraseDecisions(keeping, { workspaceId, eventIds: [eventId], reason: 'test' })
  }
}

async function fillLedger(
  { consent, sourceNotes, database }: TestRegion,
  { workspaceId, sourceId, subjectKey }: Tenant,
): Promise<void> {
  await consent.record(aChoice({ workspaceId, purposes: { analytics: 'granted' } }))
  const at = new Date().toISOString()
  await sourceNotes.add([{ workspaceId, sourceId, kind: 'rejected', code: 'user_missing', number: 1, at }])
  const { sql } = database
  await sql`insert into data.consent_links (workspace_id, subject_key, subject_kind, other_key, other_kind)
    values (${workspaceId}, ${subjectKey}, 'email', ${randomUUID()}, 'anonymous_id')`
  await sql`insert into data.suppressions (workspace_id, subject_key, reason) values (${workspaceId}, ${randomUUID()}, 'test')`
  await sql`insert into data.subject_requests (workspace_id, request_id, kind, subject_keys, requested_at, asked_by)
    values (${workspaceId}, ${randomUUID()}, 'access', array[${subjectKey}::uuid], now(), 'test')`
  await sql`insert into control.members (workspace_id, user_id, role) values (${workspaceId}, ${randomUUID()}, 'admin')`
}

function aTenant(): Tenant {
  return {
    workspaceId: randomUUID(),
    destinationId: randomUUID(),
    sourceId: randomUUID(),
    eventId: randomUUID(),
    heldEventId: randomUUID(),
    subjectKey: randomUUID(),
    keyId: randomUUID(),
    lookup: randomUUID().replaceAll('-', '').padEnd(64, '0'),
  }
}
