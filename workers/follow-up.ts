import type { DestinationType, Snapshot } from '../core/config.ts'
import type { KeyProvider } from '../core/keyring.ts'
import type { DeliverContext, LaterResult } from '../destinations/contract.ts'
import type { AnyDestination } from '../destinations/registry.ts'
import { aboutNobody, type Sender } from '../destinations/send.ts'
import type { FollowUp, FollowUpOutcome, FollowUpStore } from '../supabase/queries/ports.ts'
import type { AccessTokens } from './access-tokens.ts'
import { askAgainAt, outcomeOf, unanswered } from './later-results.ts'
import { type Outfit, outfitFor } from './outfit.ts'
import { tokenOwnerOf } from './token-owner.ts'
import type { WorkerLog } from './worker-log.ts'

export interface FollowUpDeps {
  followUps: FollowUpStore
  snapshots: { current(workspaceId: string): Promise<Snapshot | null> }
  destinationFor(type: DestinationType): AnyDestination | null
  keyProvider: KeyProvider
  sender: Sender
  tokens: AccessTokens
  now(): Date
  log: WorkerLog
}

/** Longer than all questions of one round may take; a process that died is replaced then. */
const holdSeconds = 300
const askedAtOnceMax = 20

/** Asks for the results that are due, one after the other: a question holds nothing of a person, and hurries nobody. */
export async function followUp(deps: FollowUpDeps): Promise<void> {
  const due = await deps.followUps.claim({
    now: deps.now().toISOString(),
    holdSeconds,
    rowsMax: askedAtOnceMax,
  })
  for (const one of due) await ask(one, deps)
}

async function ask(one: FollowUp, deps: FollowUpDeps): Promise<void> {
  const result = await resultOf(one, deps).catch((error: unknown) => {
    deps.log.warn({ err: error, destinationId: one.destinationId }, 'follow_up.failed')
    return null
  })
  const now = deps.now()
  if (result?.done === true) return settle(one, outcomeOf(result, one.rows), deps)
  if (now.toISOString() >= one.endsAt) return settle(one, unanswered, deps)
  await deps.followUps.postpone(one, askAgainAt(one.asks, now))
}

async function settle(one: FollowUp, outcome: FollowUpOutcome, deps: FollowUpDeps): Promise<void> {
  const deliveries = await deps.followUps.settle(one, outcome)
  const { workspaceId, destinationId } = one
  const { state, reason } = outcome
  deps.log.info({ workspaceId, destinationId, state, reason, deliveries }, 'follow_up.settled')
}

/** Null = it cannot be asked now: configuration is away, the destination is gone or waits for an admin. */
async function resultOf(one: FollowUp, deps: FollowUpDeps): Promise<LaterResult | null> {
  const { workspaceId, destinationId, requestId } = one
  const snapshot = await deps.snapshots.current(workspaceId)
  const destination = snapshot?.destinations.find(({ id }) => id === destinationId)
  if (snapshot == null || destination === undefined) return null
  const outfit = outfitFor(destination, snapshot, deps)
  if ('pause' in outfit || outfit.definition.later === undefined) return null
  const of = { workspaceId, destinationId, configVersion: snapshot.version }
  return outfit.definition.later.ask(requestId, contextFor(outfit, of, deps))
}

function contextFor(
  outfit: Outfit,
  of: { workspaceId: string; destinationId: string; configVersion: number },
  deps: FollowUpDeps,
): DeliverContext<unknown, unknown> {
  const { settings, credentials } = outfit
  const owner = tokenOwnerOf(outfit, of)
  return {
    settings,
    credentials,
    send: (request) => deps.sender.send(request, aboutNobody),
    ...(owner !== null && { accessToken: async () => (await deps.tokens.current(owner)).text }),
    now: deps.now,
  }
}
