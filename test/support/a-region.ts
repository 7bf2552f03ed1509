import { randomUUID } from 'node:crypto'
import { connectRegion, type Region } from '../../supabase/queries/connect.ts'
import type {
  DecisionRecord,
  FinishRecord,
  Lease,
  LeasedDelivery,
  LeaseHealth,
} from '../../supabase/queries/records.ts'
import { destinationId, workspaceId } from './a-snapshot.ts'
import { createDatabase, type TestDatabase } from './postgres.ts'

export interface TestRegion extends Region {
  database: TestDatabase
  /** Makes the workspace live here, epoch 1. */
  home(workspace: string, retentionDays?: number): Promise<void>
}

/** A region's database with its stores; the workspace of the builders is at home. Call `close` in afterAll. */
export async function aRegion(): Promise<TestRegion> {
  const database = await createDatabase()
  const region = connectRegion(database.url)
  const home = (workspace: string, retentionDays = 180) =>
    region.admin.putHome({ workspaceId: workspace, epoch: 1, state: 'active', retentionDays })
  await home(workspaceId)
  return {
    ...region,
    database,
    home,
    close: async () => {
      await region.close()
      await database.drop()
    },
  }
}

/** Everything that is due now, for one worker. */
export function leaseAll(region: Region, workerId = 'worker-1', now = new Date()): Promise<Lease[]> {
  return region.worker.lease({
    workerId,
    destinationsMax: 256,
    perDestinationMax: 100,
    now: now.toISOString(),
    exceptDestinations: [],
  })
}

const caps = { requestsAtOnce: null, shareMax: null, version: 0 }

export function aLease(overrides: Partial<Lease> = {}): Lease {
  return {
    leaseId: randomUUID(),
    workspaceId,
    destinationId,
    probe: false,
    failures: 0,
    slots: null,
    caps,
    deliveries: [],
    ...overrides,
  }
}

export function aHealth(overrides: Partial<LeaseHealth> = {}): LeaseHealth {
  return { succeeded: false, failuresInARow: 0, reason: null, retryAfterSeconds: null, ...overrides }
}

export function aFinish(delivery: LeasedDelivery, overrides: Partial<FinishRecord> = {}): FinishRecord {
  return {
    eventId: delivery.eventId,
    receivedAt: delivery.receivedAt,
    destinationId: delivery.destinationId,
    run: delivery.run,
    outcome: 'delivered',
    reason: 'delivered',
    verdict: 'deliver',
    mode: 'full',
    decision: aDecisionRecord(),
    dueAt: null,
    countsAttempt: true,
    attempt: { startedAt: new Date().toISOString(), durationMs: 12, httpStatus: 200, detail: null },
    ...overrides,
  }
}

export function aDecisionRecord(overrides: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    verdict: 'deliver',
    mode: 'full',
    reason: 'ok',
    gate: null,
    configVersion: 1,
    policyVersion: 1,
    signalsSeen: 1,
    inputsId: null,
    inputs: null,
    consent: 'uguuuu',
    rule: '0',
    decidedAt: new Date().toISOString(),
    ...overrides,
  }
}
