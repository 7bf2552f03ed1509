import type { Snapshot } from '../core/config.ts'
import type { Decision, DeliveryState } from '../core/decision.ts'
import { consentLetters } from '../core/decision-inputs.ts'
import type { Event } from '../core/event.ts'
import { blindedKeyFor } from '../core/ids.ts'
import { canonicalJson, type JsonObject } from '../core/json.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { orderValue } from '../core/order-value.ts'
import { sha256Hex } from '../core/seal.ts'
import { pickPlain, sealPart } from '../core/sealed-parts.ts'
import { keysIn } from '../core/subject-keys.ts'
import { deliveryTerms } from '../router/delivery-terms.ts'
import type { FactsLookup } from '../router/facts.ts'
import { enabledTargets } from '../router/targets.ts'
import type { DeliveryRecord, IngestRecord } from '../supabase/queries/records.ts'
import type { CheckedDecision } from './check-preflight.ts'
import { type DecidedEvent, isDelivered } from './decide-event.ts'
import { holdRecord } from './hold-record.ts'
import { dedupDays } from './limits/numbers.ts'
import { isOrder } from './message-id.ts'

export interface RecordContext {
  snapshot: Snapshot
  keys: WorkspaceKeys
  facts: FactsLookup
}

const dayMs = 86_400_000

/** What the store keeps of a decided event: all that a permitted destination needs, or next to nothing (promise 8). */
export function ingestRecord(decided: DecidedEvent, context: RecordContext): IngestRecord {
  const { event, decisions } = decided
  const { snapshot } = context
  const resting = decisions.some(isDelivered) ? wholeRest(decided, context) : reducedRest(decided, context)
  return {
    workspaceId: event.workspaceId,
    epoch: snapshot.epoch,
    eventId: event.eventId,
    receivedAt: event.receivedAt,
    sourceId: event.sourceId,
    type: event.type,
    name: event.name,
    bodyHash: decided.bodyHash,
    dedupUntil: dedupUntil(event, snapshot),
    ...resting,
    signalsId: sha256Hex(canonicalJson(decided.signals)),
    signals: decided.signals,
    inputsId: decided.inputsId,
    inputs: decided.inputs,
    fanOut: enabledTargets(snapshot, event.sourceId).length,
    filtered: decisions.filter(isFiltered).map(({ destinationId, reason, gate }) => ({ destinationId, reason, gate })),
    configVersion: snapshot.version,
    policyVersion: snapshot.policy.version,
    deliveries: decisions.filter((one) => !isFiltered(one)).map((one) => deliveryRecord(one, decided, context)),
    ...holdOf(decided, context),
    ...newsOf(decided),
  }
}

/** Absent where nothing waits: then the store has nothing more to do. */
function holdOf(decided: DecidedEvent, context: RecordContext): Pick<IngestRecord, 'hold'> {
  const hold = holdRecord(decided, context)
  return hold === null ? {} : { hold }
}

/** Absent where there is none: most events. */
function newsOf({ fed: { choices, links } }: DecidedEvent): Pick<IngestRecord, 'choices' | 'links'> {
  return { ...(choices.length > 0 && { choices }), ...(links.length > 0 && { links }) }
}

type Resting = Pick<
  IngestRecord,
  'occurredAt' | 'reduced' | 'body' | 'identitySealed' | 'network' | 'lookupKeys' | 'subjectKeys' | 'blindedKeys'
>

function wholeRest(decided: DecidedEvent, { keys }: RecordContext): Resting {
  const { event, bundle, kept } = decided
  const subjectKeys = keysIn([...decided.subjects, ...decided.tokens])
  return {
    occurredAt: event.occurredAt,
    reduced: false,
    body: event as unknown as JsonObject,
    identitySealed: sealPart(bundle.variants, { eventId: event.eventId, keys }),
    network: kept.ip === null && kept.userAgent === null ? null : kept,
    lookupKeys: subjectKeys,
    subjectKeys,
  }
}

/** The day and not the time, no id of the sender's, nothing of the person; the keyed order id answers "why was it not sent". */
function reducedRest(decided: DecidedEvent, { keys }: RecordContext): Resting {
  const { event } = decided
  const day = event.occurredAt.slice(0, 10)
  const { eventId, sourceId, type, name, standard, jurisdiction, commerce } = event
  const value = commerce === null ? null : orderValue(commerce, 'gross')
  const currency = commerce?.currency ?? null
  return {
    occurredAt: `${day}T00:00:00.000Z`,
    reduced: true,
    body: { eventId, sourceId, type, name, standard, day, jurisdiction: { ...jurisdiction }, value, currency },
    identitySealed: null,
    network: null,
    lookupKeys: orderKeys(decided),
    subjectKeys: [],
    ...blindedRest(decided, keys),
  }
}

/** So that who was refused is told of it when they ask, and nobody else. */
function blindedRest({ event, subjects }: DecidedEvent, keys: WorkspaceKeys): Pick<Resting, 'blindedKeys'> {
  const blindedKeys = keysIn(subjects).map((key) => blindedKeyFor(keys, event.eventId, key))
  return blindedKeys.length === 0 ? {} : { blindedKeys }
}

function orderKeys({ tokens }: DecidedEvent): string[] {
  return keysIn(tokens.filter(({ kind }) => kind === 'order_id'))
}

/** Orders and refunds are recognised for as long as the event is kept: shops repeat them weeks later. */
function dedupUntil({ receivedAt, standard, commerce }: Event, { retentionDays }: Snapshot): string {
  const isNumbered = isOrder(standard) && commerce !== null && commerce.orderId !== null
  const days = isNumbered ? Math.max(retentionDays, dedupDays) : dedupDays
  return new Date(Date.parse(receivedAt) + days * dayMs).toISOString()
}

function deliveryRecord(decision: CheckedDecision, decided: DecidedEvent, context: RecordContext): DeliveryRecord {
  const isQueued = isDelivered(decision)
  const terms = deliveryTerms(decision.destinationId, decided.event, {
    ...context,
    waitsFrom: decided.event.receivedAt,
  })
  return {
    destinationId: decision.destinationId,
    state: stateOf(decision),
    verdict: decision.verdict,
    mode: decision.mode,
    reason: decision.reason,
    gate: decision.gate,
    consent: consentLetters(decision.consent),
    rule: decision.rule,
    warnings: decision.warnings.length === 0 ? null : decision.warnings.map(({ code }) => code),
    dueAt: isQueued ? decided.event.receivedAt : null,
    expiresAt: isQueued ? terms.expiresAt : null,
    purposes: terms.purposes,
    plainSealed: isQueued ? sealedPlain(decision, decided, context) : null,
  }
}

function stateOf({ verdict }: Decision): DeliveryState {
  return verdict === 'deliver' ? 'queued' : verdict
}

function isFiltered({ verdict }: Decision): boolean {
  return verdict === 'filtered'
}

function sealedPlain({ destinationId }: Decision, decided: DecidedEvent, { keys }: RecordContext): string | null {
  const { bundle, plain, event } = decided
  return sealPart(pickPlain(bundle.plain, plain[destinationId] ?? []), { eventId: event.eventId, keys })
}
