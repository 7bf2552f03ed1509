import type { Snapshot } from '../../core/config.ts'
import type { GateTrace } from '../../core/decision.ts'
import type { JsonObject } from '../../core/json.ts'
import { keysOfSubject, type NamedSubject } from '../../core/subject-keys.ts'
import { destinationFor, destinations } from '../../destinations/registry.ts'
import { factsLookup } from '../../router/facts.ts'
import { type Recomputed, recompute } from '../../router/recompute.ts'
import { connectControl } from '../../supabase/queries/connect.ts'
import type { DecisionView } from '../../supabase/queries/ports.ts'
import type { FinishRecord } from '../../supabase/queries/records.ts'
import { finishOf } from '../../workers/finish-record.ts'
import { prepareDelivery } from '../../workers/prepare-delivery.ts'
import { aChoice } from './a-choice.ts'
import { aRegion, leaseAll } from './a-region.ts'
import { workspaceId } from './a-snapshot.ts'
import { firstResult } from './ingest-answer.ts'
import { ingestScene } from './ingest-scene.ts'

export interface MadeAgain {
  stored: DecisionView
  made: Recomputed | null
}

/** The ingest app and a worker's decisions on one real region and control, with a clock of its own. */
export async function aRecordedShop(overrides: Partial<Snapshot> = {}) {
  const region = await aRegion()
  const control = connectControl(region.database.url)
  const facts = factsLookup(destinations)
  const clock = { now: new Date() }
  const plan = { eventsPerSecond: 1e6, burst: 1e6 }
  const shop = ingestScene({
    world: { regions: { 'eu-central-1': region }, clock: () => clock.now },
    snapshot: { version: 1, plan, ...overrides },
  })
  await configure({})

  /** A new version, known to control, ingest and workers. */
  async function configure(change: Partial<Snapshot>): Promise<void> {
    const current = shop.control.snapshots.get(workspaceId) as Snapshot
    const known = await control.versions([workspaceId])
    const next = { ...current, ...change, version: (known[0]?.version ?? 0) + 1 }
    await control.commitSnapshot(next, { actor: 'test', action: 'save', target: 'w', before: null, after: null })
    shop.control.snapshots.set(workspaceId, next)
    await shop.deps.snapshots.refresh(workspaceId)
  }

  /** Explained, then posted, at one instant: the traces that ingest decided with. */
  async function post(event: JsonObject): Promise<{ eventId: string; traces: Map<string, GateTrace[]> }> {
    const options = { key: shop.keys.secret, headers: { 'x-source': 'web' } }
    const explained = (await (await shop.post('/v1/explain', event, options)).json()) as {
      destinations: { destinationId: string; trace: GateTrace[] }[]
    }
    const { eventId } = await firstResult(shop.post('/v1/track', event, options))
    const traces = explained.destinations.map(({ destinationId, trace }) => [destinationId, trace] as const)
    return { eventId: eventId as string, traces: new Map(traces) }
  }

  async function choose(subject: NamedSubject, purposes: Record<string, 'granted' | 'denied'>): Promise<void> {
    const { subjects } = keysOfSubject(shop.workspaceKeys, subject)
    await region.consent.record(aChoice({ subjects, purposes, chosenAt: clock.now.toISOString() }))
  }

  /** Leases all, `meanwhile` happens, then each is decided again and finished. The traces by event id. */
  async function deliver(meanwhile: () => Promise<unknown> = async () => null): Promise<Map<string, GateTrace[]>> {
    const leases = await leaseAll(region, 'worker-1', new Date(clock.now.getTime() + 1_000))
    await meanwhile()
    const snapshot = shop.control.snapshots.get(workspaceId) as Snapshot
    const traces = new Map<string, GateTrace[]>()
    for (const lease of leases) {
      const destination = snapshot.destinations.find(({ id }) => id === lease.destinationId)
      if (destination === undefined) throw new Error('no such destination')
      const known = facts(destination)
      const definition = destinationFor(destination.type)
      if (known === null || definition === null) throw new Error('no such type')
      const outfit = {
        definition,
        settings: known.settings,
        credentials: {},
        keys: shop.workspaceKeys,
        blockOn: undefined,
      }
      const bench = { snapshot, outfit, facts, now: () => clock.now, random: () => 0, onBug: fail }
      const check = await region.worker.check({
        workspaceId,
        destinationId: lease.destinationId,
        subjectKeys: lease.deliveries.flatMap(({ event }) => event.subjectKeys),
        leased: [],
      })
      const records = lease.deliveries.map((delivery): FinishRecord => {
        const step = prepareDelivery(delivery, check, bench)
        if ('record' in step) return step.record
        traces.set(delivery.eventId, step.sendable.decision.trace)
        const timing = { startedAt: clock.now.toISOString(), durationMs: 1, httpStatus: 200 }
        return finishOf({ kind: 'delivered', sendable: step.sendable, note: null, timing }, bench)
      })
      await region.worker.finish(lease.leaseId, records)
    }
    return traces
  }

  /** Everything from the databases: decisions, signals and the event from the region, configuration from control. */
  async function madeAgain(eventId: string): Promise<MadeAgain[]> {
    const view = await region.reader.event(workspaceId, eventId)
    if (view === null) throw new Error('no such event')
    return Promise.all(
      view.decisions.map(async (stored) => {
        const snapshot = await control.snapshot(workspaceId, stored.configVersion)
        if (snapshot === null) throw new Error('no such configuration')
        return { stored, made: recompute(stored, { ...view, workspaceId }, { snapshot, facts }) }
      }),
    )
  }

  return {
    region,
    control,
    shop,
    clock,
    configure,
    post,
    choose,
    deliver,
    madeAgain,
    async close() {
      await Promise.all([region.close(), control.close()])
    },
  }
}

export type RecordedShop = Awaited<ReturnType<typeof aRecordedShop>>

function fail(error: unknown): never {
  throw error
}
