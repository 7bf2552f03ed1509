import { performance } from 'node:perf_hooks'
import type { DestinationType, Snapshot } from '../core/config.ts'
import { CredentialsRejectedError } from '../core/errors.ts'
import type { KeyProvider } from '../core/keyring.ts'
import type { AnyDestination } from '../destinations/registry.ts'
import type { Sender } from '../destinations/send.ts'
import type { FactsLookup } from '../router/facts.ts'
import type { FollowUpStore, WorkerStore } from '../supabase/queries/ports.ts'
import type { FinishRecord, Lease, LeasedDelivery, LeaseHealth, SendCheck } from '../supabase/queries/records.ts'
import type { AccessTokens } from './access-tokens.ts'
import { capsChanged, capsOf } from './caps.ts'
import { chunk } from './chunk.ts'
import { deliverWithToken } from './deliver-with-token.ts'
import { cancelOf, finishOf, releaseOf } from './finish-record.ts'
import { keptRequests } from './later-results.ts'
import { outfitFor } from './outfit.ts'
import { createPace, type Pace } from './pace.ts'
import { type Bench, decideAgain, prepareDelivery } from './prepare-delivery.ts'
import { sendAll } from './send-all.ts'
import type { Shipment } from './send-chunk.ts'
import { createSendGuard } from './send-guard.ts'
import type { SendOutcome } from './sendable.ts'
import { settleHealth } from './settle-health.ts'
import { tokenOwnerOf } from './token-owner.ts'
import type { WorkerLog } from './worker-log.ts'

export interface DeliverDeps {
  store: WorkerStore
  snapshots: { current(workspaceId: string): Promise<Snapshot | null> }
  destinationFor(type: DestinationType): AnyDestination | null
  facts: FactsLookup
  keyProvider: KeyProvider
  sender: Sender
  tokens: AccessTokens
  followUps: Pick<FollowUpStore, 'keep'>
  leaseIsSafe(): boolean
  now(): Date
  random(): number
  pause(ms: number): Promise<unknown>
  log: WorkerLog
  /** For metrics: what became of the deliveries of one lease. */
  finished(type: string, records: FinishRecord[]): void
}

/** When configuration or database are away, work is put back for this long. */
const awayMs = 2_000

/** Lease → decide again → send → finish. Every delivery of the lease ends in exactly one record. */
export async function deliverLease(lease: Lease, deps: DeliverDeps): Promise<void> {
  const startedMs = performance.now()
  const { type, records, health } = await recordsOf(lease, deps)
  // Before the finish: a probe whose word is lost stays half open only as long as its lease is held.
  await settleHealth(lease, health, deps)
  const kept = await deps.store.finish(lease.leaseId, records)
  if (kept) deps.finished(type, records)
  deps.log.info(
    {
      workspaceId: lease.workspaceId,
      destinationId: lease.destinationId,
      type,
      outcomes: countOutcomes(records),
      durationMs: Math.round(performance.now() - startedMs),
      kept,
    },
    'lease.finished',
  )
}

interface Worked {
  type: string
  records: FinishRecord[]
  /** Null = nothing was asked of the vendor. */
  health: LeaseHealth | null
}

async function recordsOf(lease: Lease, deps: DeliverDeps): Promise<Worked> {
  const snapshot = await deps.snapshots.current(lease.workspaceId).catch(() => null)
  if (snapshot === null) return untried('unknown', putBack(lease, 'config_unavailable', deps))
  const destination = snapshot.destinations.find(({ id }) => id === lease.destinationId)
  if (destination === undefined) {
    return untried(
      'removed',
      lease.deliveries.map((delivery) => cancelOf(delivery, 'destination_removed')),
    )
  }
  const outfit = outfitFor(destination, snapshot, deps)
  if ('pause' in outfit) {
    await pauseAll(lease, outfit.pause, deps)
    return untried(destination.type, putBack(lease, outfit.pause, deps))
  }
  const caps = capsOf(destination, snapshot, outfit.definition.batch.maxEvents)
  if (capsChanged(lease, caps)) {
    await deps.store.setCaps(lease, caps)
    return untried(destination.type, putBack(lease, 'caps_changed', { now: deps.now, restMs: 0 }))
  }
  const onBug: Bench['onBug'] = (error, { eventId }) =>
    deps.log.error({ err: error, eventId, destinationId: lease.destinationId }, 'delivery.bug')
  const { facts, now, random } = deps
  return ship(lease, { snapshot, outfit, facts, now, random, onBug }, deps)
}

function untried(type: string, records: FinishRecord[]): Worked {
  return { type, records, health: null }
}

async function ship(lease: Lease, bench: Bench, deps: DeliverDeps): Promise<Worked> {
  const { definition } = bench.outfit
  const checkedAtMs = performance.now()
  const check = await checkOf(lease, lease.deliveries, deps).catch(() => null)
  if (check === null) return untried(definition.type, putBack(lease, 'store_unavailable', deps))
  const prepared = lease.deliveries.map((delivery) => prepareDelivery(delivery, check, bench))
  const sendables = prepared.flatMap((step) => ('sendable' in step ? [step.sendable] : []))
  const ended = prepared.flatMap((step) => ('record' in step ? [step.record] : []))
  const keyOf = definition.batchKey ?? (() => '')
  const chunks = chunk(sendables, { ...definition.batch, keyOf })
  const { outcomes, health } = await sendAll(chunks, shipmentOf(lease, { bench, deps, checkedAtMs }))
  const refused = outcomes.find(isRefusal)
  if (refused !== undefined) await pauseAll(lease, refused.error.code, deps)
  await keepRequests(outcomes, lease, { bench, deps })
  const records = [...ended, ...outcomes.map((outcome) => finishOf(outcome, deps))]
  return { type: definition.type, records, health }
}

/** Before the finish: after it a crash would lose the id, before it the batch goes once more and the vendor drops the repeat. */
async function keepRequests(
  outcomes: SendOutcome[],
  { workspaceId, destinationId }: Lease,
  { bench, deps }: { bench: Bench; deps: DeliverDeps },
): Promise<void> {
  const { later, purposes } = bench.outfit.definition
  if (later === undefined) return
  const { withinSeconds } = later
  const asked = { workspaceId, destinationId, purposes, withinSeconds, now: deps.now() }
  await deps.followUps.keep(keptRequests(outcomes, asked))
}

function shipmentOf(
  lease: Lease,
  { bench, deps, checkedAtMs }: { bench: Bench; deps: DeliverDeps; checkedAtMs: number },
): Shipment {
  const { definition, settings, credentials } = bench.outfit
  const monotonicMs = (): number => performance.now()
  const { workspaceId, destinationId } = lease
  const pace = paceOf(lease, bench, deps)
  const owner = tokenOwnerOf(bench.outfit, { workspaceId, destinationId, configVersion: bench.snapshot.version })
  return {
    deliver: (payloads, ctx) => {
      const deliver = (context: typeof ctx) => definition.deliver(payloads, context)
      return owner === null
        ? deliver(ctx)
        : deliverWithToken(deliver, ctx, (spoiled) => deps.tokens.current(owner, spoiled))
    },
    contextFor: (guard, onStatus) => ({
      settings,
      credentials,
      async send(request) {
        const answer = await pace.run(() => deps.sender.send(request, { beforeFirstByte: guard }))
        onStatus(answer.status)
        return answer
      },
      now: deps.now,
    }),
    guardFor: (sendables) =>
      createSendGuard(sendables, checkedAtMs, {
        monotonicMs,
        leaseIsSafe: deps.leaseIsSafe,
        check: (some) =>
          checkOf(
            lease,
            some.map(({ delivery }) => delivery),
            deps,
          ),
        decideAgain: (sendable, check) => decideAgain(sendable, check, bench),
      }),
    pace,
    now: deps.now,
    monotonicMs,
    onBug: (error) => deps.log.error({ err: error, destinationId: lease.destinationId }, 'delivery.bug'),
  }
}

function paceOf(lease: Lease, { outfit }: Bench, { store, now, pause }: DeliverDeps): Pace {
  const perSecond = outfit.limits?.requestsPerSecond
  const takeTurn = perSecond === undefined ? null : (horizonMs: number) => store.takeTurn(lease, perSecond, horizonMs)
  return createPace({ takeTurn, slots: lease.slots, pause, now })
}

async function checkOf(lease: Lease, deliveries: LeasedDelivery[], deps: DeliverDeps): Promise<SendCheck> {
  const check = await deps.store.check(checkRequest(lease, deliveries))
  // The breaker is half open for this one.
  const passes = lease.probe && check.destinationState === 'half_open'
  return passes ? { ...check, destinationState: 'runnable' } : check
}

function checkRequest(lease: Lease, deliveries: LeasedDelivery[]): Parameters<WorkerStore['check']>[0] {
  return {
    workspaceId: lease.workspaceId,
    destinationId: lease.destinationId,
    subjectKeys: [...new Set(deliveries.flatMap(({ event }) => event.subjectKeys))],
    leased: deliveries.map(({ eventId, receivedAt, event }) => ({
      eventId,
      receivedAt,
      signals: event.signals.length,
    })),
  }
}

/** The account is refused, not the event: everything waits until an admin acts. */
function isRefusal(outcome: SendOutcome): outcome is SendOutcome & { kind: 'failed' } {
  return outcome.kind === 'failed' && outcome.error instanceof CredentialsRejectedError
}

async function pauseAll(lease: Lease, reason: string, deps: DeliverDeps): Promise<void> {
  await deps.store.pause(lease.destinationId, lease.workspaceId, reason)
  deps.log.warn({ workspaceId: lease.workspaceId, destinationId: lease.destinationId, reason }, 'destination.paused')
}

function putBack(lease: Lease, reason: string, deps: { now(): Date; restMs?: number }): FinishRecord[] {
  const dueAt = new Date(deps.now().getTime() + (deps.restMs ?? awayMs)).toISOString()
  return lease.deliveries.map((delivery) => releaseOf(delivery, null, { reason, dueAt }))
}

function countOutcomes(records: FinishRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of records) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
