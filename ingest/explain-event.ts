import type { DestinationConfig, Snapshot } from '../core/config.ts'
import type { Decision } from '../core/decision.ts'
import { isSkip } from '../core/decision.ts'
import { EventType } from '../core/event.ts'
import { sentencesOf } from '../core/explain/sentences.ts'
import { isJsonObject, type Json } from '../core/json.ts'
import { type Accepting, normaliseItem } from './accept-items.ts'
import { deliverableFor } from './check-preflight.ts'
import { decideAll } from './decide-all.ts'
import { type DecidedEvent, isDelivered } from './decide-event.ts'
import { itemOfCall } from './envelope.ts'
import { eventWarnings } from './event-warnings.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal } from './refusal.ts'

/** The same steps as ingest, up to the store. `type` defaults to track. */
export async function explainEvent(deps: IngestDeps, accepting: Accepting, body: Json) {
  const step = normaliseItem(deps, accepting, itemOfCall(body, typeOf(body)))
  if (!('event' in step)) return { accepted: false, ...step }
  const [decided] = await decideAll(deps, accepting, [step])
  if (decided === undefined) throw new Error('one event gives one decision')
  const { event, signals } = decided
  return {
    accepted: true,
    event,
    signals,
    identity: { variants: decided.bundle.variants, absent: decided.bundle.absent },
    network: decided.kept,
    reduced: !decided.decisions.some(isDelivered),
    warnings: eventWarnings(step, accepting.source),
    destinations: decided.decisions.map((decision) => explainDecision(deps, decided, { decision, ...accepting })),
  }
}

function typeOf(body: Json): EventType {
  if (!isJsonObject(body)) throw new Refusal(400, 'not_an_object', 'the body must be one event as a JSON object')
  const type = EventType.safeParse(body.type ?? 'track')
  if (!type.success) throw new Refusal(400, 'unknown_type', `\`type\` must be one of ${EventType.options.join(', ')}`)
  return type.data
}

function explainDecision(deps: IngestDeps, decided: DecidedEvent, of: { decision: Decision; snapshot: Snapshot }) {
  const { decision, snapshot } = of
  const destination = snapshot.destinations.find(({ id }) => id === decision.destinationId)
  const title = titleOf(deps, destination)
  return {
    ...decision,
    sentences: sentencesOf({ title, decision, trace: decision.trace, signals: [decided.signals], supposed: true }),
    slug: destination?.slug ?? null,
    type: destination?.type ?? null,
    ...(isDelivered(decision) ? previewOf(deps, decided, of) : {}),
  }
}

/** As people know it. */
export function titleOf(deps: Pick<IngestDeps, 'facts'>, destination: DestinationConfig | undefined): string {
  if (destination === undefined) return 'A destination that is gone'
  return deps.facts(destination)?.title ?? destination.slug
}

/** Secrets are not at hand and not shown. */
function previewOf(deps: IngestDeps, decided: DecidedEvent, of: { decision: Decision; snapshot: Snapshot }) {
  const { event, bundle, kept: network } = decided
  const { facts } = deps
  const context = { facts, snapshot: of.snapshot, destinationType: deps.destinationType }
  const deliverable = deliverableFor(of.decision, { event, bundle, network }, context)
  if (deliverable === null) return {}
  const { type, settings } = deliverable
  const payload = type.toPayload(deliverable.event(), settings)
  return isSkip(payload) ? { skip: payload } : { payload, requests: type.preview([payload], settings) }
}
