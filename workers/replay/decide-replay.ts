import type { Snapshot } from '../../core/config.ts'
import { mergeSubjects } from '../../core/consent/ledger.ts'
import { consentLetters } from '../../core/decision-inputs.ts'
import type { WorkspaceKeys } from '../../core/keyring.ts'
import type { SubjectFacts } from '../../core/signals.ts'
import { deliveryTerms } from '../../router/delivery-terms.ts'
import type { FactsLookup } from '../../router/facts.ts'
import { enabledTargets } from '../../router/targets.ts'
import type { LeasedDelivery, SendCheck } from '../../supabase/queries/records.ts'
import type {
  ClaimedReplay,
  ReplayCounts,
  ReplayItem,
  ReplayPage,
  ReplaySend,
} from '../../supabase/queries/replay-records.ts'
import { decideAgain } from '../prepare-delivery.ts'
import { readStoredEvent } from '../read-stored-event.ts'
import type { MadeDecision } from '../sendable.ts'

export interface ReplayBench {
  snapshot: Snapshot
  facts: FactsLookup
  keys: WorkspaceKeys
  now(): Date
  onBug(error: unknown, eventId: string): void
}

/** When it is due is the pace's to say. */
export type PermittedSend = Omit<ReplaySend, 'dueAt'>

export interface ReplayVerdicts {
  sends: PermittedSend[]
  counts: ReplayCounts
}

/** Every pair of a page decided anew, with consent, suppressions, routes and settings as they are now. */
export function decideReplay(claimed: ClaimedReplay, page: ReplayPage, bench: ReplayBench): ReplayVerdicts {
  const counts: ReplayCounts = { events: page.items.length + page.reduced, reduced: page.reduced }
  const sends: PermittedSend[] = []
  for (const item of page.items) {
    for (const pair of pairsOf(claimed, page, { item, snapshot: bench.snapshot })) {
      const outcome = safely(pair, { claimed, subjects: page.subjects, bench })
      const label = typeof outcome === 'string' ? outcome : 'send'
      counts[label] = (counts[label] ?? 0) + 1
      if (typeof outcome !== 'string') sends.push(outcome)
      if (typeof outcome !== 'string' && wasDelivered(pair)) counts.sent_before = (counts.sent_before ?? 0) + 1
    }
  }
  return { sends, counts }
}

interface Pair {
  item: ReplayItem
  destinationId: string
  run: number
}

function pairsOf(
  { kind, filter, run }: ClaimedReplay,
  page: ReplayPage,
  { item, snapshot }: { item: ReplayItem; snapshot: Snapshot },
): Pair[] {
  const { eventId, sourceId } = item.event
  if (kind === 'redrive') {
    return page.dead.filter((one) => one.eventId === eventId).map((one) => ({ ...one, item }))
  }
  const isMeant = (id: string) => !filter.destinationId || filter.destinationId === id
  return enabledTargets(snapshot, sourceId)
    .filter(({ destination }) => isMeant(destination.id))
    .map(({ destination }) => ({ item, destinationId: destination.id, run: run ?? 0 }))
}

interface Deciding {
  claimed: ClaimedReplay
  subjects: SubjectFacts[]
  bench: ReplayBench
}

/** One event that cannot be read is our bug, not its neighbours' fate. */
function safely(pair: Pair, deciding: Deciding): PermittedSend | string {
  try {
    return outcomeOf(pair, deciding)
  } catch (error) {
    deciding.bench.onBug(error, pair.item.event.eventId)
    return 'refused invalid internal_error'
  }
}

/** A send, or the word it is counted under. */
function outcomeOf(pair: Pair, { claimed, subjects, bench }: Deciding): PermittedSend | string {
  if (stateIn(pair, ['queued', 'held'])) return 'in_flight'
  // Refused once is refused for good: what was not permitted then is not released later (case 16).
  const wasRefused = pair.item.pairs.refused.includes(pair.destinationId)
  if (claimed.kind === 'replay' && wasRefused) return 'refused denied refused_before'
  const delivery = deliveryOf(pair)
  const opened = readStoredEvent(delivery, bench.keys)
  const decision = decideAgain({ delivery, opened }, checkOf(subjects), bench)
  if (decision.verdict !== 'deliver') return `refused ${decision.verdict} ${reasonOf(decision, pair)}`
  const terms = deliveryTerms(pair.destinationId, opened.event, { ...bench, waitsFrom: decision.decidedAt })
  if (!wasPermitted(pair) && isGrantedSince(pair.item, terms.purposes, subjects)) {
    return 'refused denied granted_after_event'
  }
  if (claimed.duplicates === 'skip' && wasDelivered(pair)) return 'duplicate'
  return { ...sendOf(pair, decision), ...terms, plainSealed: delivery.plainSealed }
}

function stateIn({ item, destinationId }: Pair, states: string[]): boolean {
  return item.pairs.states.some((one) => one.destinationId === destinationId && states.includes(one.state))
}

function wasDelivered(pair: Pair): boolean {
  return stateIn(pair, ['delivered'])
}

function wasPermitted({ item, destinationId }: Pair): boolean {
  return item.pairs.permitted.includes(destinationId)
}

/** As a worker would have leased it. */
function deliveryOf({ item, destinationId, run }: Pair): LeasedDelivery {
  const { event, pairs } = item
  const sealed = pairs.sealed.filter((one) => one.destinationId === destinationId)
  return {
    eventId: event.eventId,
    receivedAt: event.receivedAt,
    destinationId,
    run,
    attempts: 0,
    firstAttemptAt: null,
    expiresAt: event.receivedAt,
    event,
    plainSealed: (sealed.find((one) => one.run === run) ?? sealed.at(-1))?.plainSealed ?? null,
  }
}

function checkOf(subjects: SubjectFacts[]): SendCheck {
  return { destinationState: null, egressStopped: false, subjects, changedEventIds: [] }
}

/** A destination that ingest did not permit gained no identity then, and gains none now. */
function reasonOf({ gate, reason }: MadeDecision, pair: Pair): string {
  return gate === 'identity' && !wasPermitted(pair) ? 'identity_not_kept' : reason
}

/** The ledger keeps the latest choice only: a grant since may stand where a denial stood, so it proves nothing for before. */
function isGrantedSince(
  { event }: ReplayItem,
  purposes: readonly string[],
  subjects: readonly SubjectFacts[],
): boolean {
  const own = subjects.filter(({ subjectKey }) => event.subjectKeys.includes(subjectKey))
  const { choices } = mergeSubjects(own, String(event.body.occurredAt))
  return choices.some((one) => one.value === 'granted' && one.afterEvent === true && purposes.includes(one.purpose))
}

function sendOf(
  { item, destinationId, run }: Pair,
  decision: MadeDecision,
): Omit<PermittedSend, 'expiresAt' | 'purposes' | 'plainSealed'> {
  const { eventId, receivedAt } = item.event
  const { mode, reason, configVersion, policyVersion, signalsSeen, inputsId, inputs, rule, decidedAt } = decision
  return {
    ...{ eventId, receivedAt, destinationId, run, mode, reason, configVersion, policyVersion },
    ...{ signalsSeen, inputsId, inputs, rule, decidedAt, consent: consentLetters(decision.consent) },
  }
}
