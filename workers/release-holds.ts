import type { Snapshot } from '../core/config.ts'
import { stateForEvent } from '../core/consent/state-for-event.ts'
import { keptInputs } from '../core/decision-inputs.ts'
import type { AvailableIdentity } from '../core/destination-facts.ts'
import type { HeldContent } from '../core/held-content.ts'
import { emptyBundle, type IdentityBundle } from '../core/identity/bundle.ts'
import type { JsonObject } from '../core/json.ts'
import type { KeyProvider } from '../core/keyring.ts'
import { keysOf } from '../core/keys-of-snapshot.ts'
import { openPart, type PartsOf, pickPlain, sealPart } from '../core/sealed-parts.ts'
import type { SubjectFacts, SubjectState } from '../core/signals.ts'
import { decideFor } from '../router/decide.ts'
import { deliveryTerms } from '../router/delivery-terms.ts'
import type { FactsLookup } from '../router/facts.ts'
import { type NeededIdentity, neededIdentity } from '../router/needs.ts'
import type { HoldStore } from '../supabase/queries/ports.ts'
import type { DueHold, SettledDelivery, SettledHold } from '../supabase/queries/records.ts'
import { recordOf } from './finish-record.ts'
import type { MadeDecision } from './sendable.ts'

export interface ReleaseDeps {
  store: HoldStore
  snapshots: { current(workspaceId: string): Promise<Snapshot | null> }
  facts: FactsLookup
  keyProvider: KeyProvider
  now(): Date
  onError(error: unknown): void
}

const holdsAtOnceMax = 100

/** Decides anew what was held, once its device has chosen; what waited long enough ends. One that fails comes again. */
export async function releaseHolds(deps: ReleaseDeps): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    const { expired, holds } = await deps.store.due(holdsAtOnceMax)
    for (const hold of holds) await settle(hold, deps).catch(deps.onError)
    hasMore = Math.max(expired, holds.length) >= holdsAtOnceMax
  }
}

async function settle(hold: DueHold, deps: ReleaseDeps): Promise<void> {
  const snapshot = await deps.snapshots.current(hold.workspaceId)
  if (snapshot !== null) await deps.store.settle(settledHold(hold, snapshot, deps))
}

function settledHold(hold: DueHold, snapshot: Snapshot, deps: ReleaseDeps): SettledHold {
  const { workspaceId, eventId, receivedAt } = hold
  const parts = { eventId, keys: keysOf(snapshot, deps.keyProvider) }
  const content = openPart<HeldContent>(hold.sealed, parts)
  if (content === null) throw new Error('a hold keeps nothing')
  const decisions = decideHeld(hold, content, { ...deps, snapshot })
  const released = decisions.filter(({ verdict }) => verdict === 'deliver')
  const needs = neededIdentity(released, snapshot, deps.facts)
  const deliveryOf = (decision: HeldDecision): SettledDelivery => {
    const { destinationId, run } = decision
    const settled = { destinationId, run, decision: recordOf(decision) }
    if (decision.verdict !== 'deliver') return { ...settled, expiresAt: null, plainSealed: null }
    return {
      ...settled,
      expiresAt: deliveryTerms(destinationId, content.event, {
        ...deps,
        snapshot,
        waitsFrom: content.event.receivedAt,
      }).expiresAt,
      plainSealed: sealPart(pickPlain(content.plain, needs.plain[destinationId] ?? []), parts),
    }
  }
  const event = released.length === 0 ? null : wholeEvent(hold, content, { needs, parts })
  return { workspaceId, eventId, receivedAt, deliveries: decisions.map(deliveryOf), event }
}

interface HeldDecision extends MadeDecision {
  run: number
}

function decideHeld(
  hold: DueHold,
  { event, variants, plain, network }: HeldContent,
  { snapshot, facts, now }: Pick<ReleaseDeps, 'facts' | 'now'> & { snapshot: Snapshot },
): HeldDecision[] {
  const available: AvailableIdentity = { identity: { ...emptyBundle, variants, plain }, network }
  const state = stateOfDevice(hold, event)
  const input = { event, signals: hold.signals, snapshot, facts, state, now: now(), available }
  const made = { signalsSeen: hold.signals.length, ...keptInputs(state, available) }
  return hold.deliveries.map(({ destinationId, run }) => ({ run, ...decideFor(destinationId, input), ...made }))
}

/** Denials count whoever they came by; of grants only what this device chose and dated. */
function stateOfDevice({ subjects, deviceKey }: DueHold, event: HeldContent['event']): SubjectState {
  const heard = subjects.map(({ subjectKey, choices, inherited = [], suppressed }): SubjectFacts => {
    const isOfDevice = subjectKey === deviceKey
    return {
      subjectKey,
      choices: choices.filter(({ value, kind }) => value === 'denied' || (isOfDevice && kind !== 'observed')),
      inherited: inherited.filter(({ value }) => value === 'denied'),
      suppressed,
    }
  })
  return stateForEvent(heard, event, () => new Set())
}

/** As ingest would have kept it, had it been permitted then. */
function wholeEvent(
  hold: DueHold,
  { event, variants, network }: HeldContent,
  { needs, parts }: { needs: NeededIdentity; parts: PartsOf },
): SettledHold['event'] {
  const known = openPart<IdentityBundle['variants']>(hold.identitySealed, parts) ?? {}
  const added = Object.entries(variants).filter(([name]) => needs.variants.some((needed) => needed === name))
  const kept = {
    ip: needs.network.ip ? network.ip : null,
    userAgent: needs.network.userAgent ? network.userAgent : null,
  }
  return {
    occurredAt: event.occurredAt,
    body: event as unknown as JsonObject,
    identitySealed: sealPart({ ...known, ...Object.fromEntries(added) }, parts),
    network: kept.ip === null && kept.userAgent === null ? null : kept,
  }
}
