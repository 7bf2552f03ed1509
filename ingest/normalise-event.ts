import { readClickIds } from '../core/click-ids.ts'
import { readCommerce } from '../core/commerce.ts'
import type { Snapshot, SourceConfig } from '../core/config.ts'
import { captureSignals } from '../core/consent/capture-signals.ts'
import { markSensitive } from '../core/consent/sensitive.ts'
import { countryCode } from '../core/countries.ts'
import type { Commerce, Event, Jurisdiction, Network, StandardEvent } from '../core/event.ts'
import type { RawIdentity } from '../core/identity/bundle.ts'
import { replacePersonalId } from '../core/identity/personal-ids.ts'
import { eventIdFor, vendorEventIdFor } from '../core/ids.ts'
import type { JsonObject } from '../core/json.ts'
import { regimeFor, resolveJurisdiction } from '../core/jurisdiction.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import type { Signals } from '../core/signals.ts'
import { standardEventFor } from '../core/standard-events.ts'
import { keysIn, type SubjectRef } from '../core/subject-keys.ts'
import { bodyHashOf } from './body-hash.ts'
import { type CleanEvent, cleanEvent } from './clean-event.ts'
import { correctClock, type Warning } from './correct-clock.ts'
import { subjectsOf, tokensOf } from './lookup-keys.ts'
import { messageIdFor } from './message-id.ts'
import { isBot, isTestOrder, networkOf } from './person-network.ts'
import { type CleanIds, cleanIds } from './personal-ids.ts'
import type { RequestFacts } from './request-facts.ts'
import { asObject, type ItemProblem } from './strict-json.ts'
import { parseWireEvent, type WireEvent } from './wire-event.ts'

export interface NormaliseContext {
  snapshot: Snapshot
  source: SourceConfig
  keys: WorkspaceKeys
  request: RequestFacts
  newId(): string
}

/** An event as it may rest, and beside it what lives only as long as the request. */
export interface NormalisedEvent {
  event: Event
  /** Raw personal fields: memory only. */
  raw: RawIdentity
  phoneCountry: string | null
  network: Network
  signals: Signals
  /** Everyone it names. */
  subjects: SubjectRef[]
  /** Its order, cart and checkout. */
  tokens: SubjectRef[]
  bodyHash: string
  warnings: Warning[]
}

export type Normalising = { normalised: NormalisedEvent } | { problem: ItemProblem; messageId: string | null }

/** One item through the steps of design 5: parse, clock, personal ids, identity, scrub, commerce, jurisdiction, signals. Pure. */
export function normaliseEvent(item: JsonObject, context: NormaliseContext): Normalising {
  const parsed = parseWireEvent(item)
  if ('problem' in parsed) return { ...parsed, messageId: null }
  const wire = parsed.event
  const clean = cleanIds(wire, context.keys)
  const reject = (problem: ItemProblem) => ({ problem, messageId: clean.ids.messageId })
  const clock = correctClock(wire, context.request.receivedAt)
  if ('problem' in clock) return reject(clock.problem)
  const rest = cleanEvent(wire, clean.ids.userId)
  const standard = standardEventFor(wire.type, rest.name)
  const { commerce, problems, warnings } = readCommerce(standard, rest.properties)
  const [problem] = problems
  if (problem !== undefined) return reject(problem)
  const told = [...clean.warnings, ...clock.warnings, ...warnings]
  return {
    normalised: assemble({ wire, clean, rest, standard, commerce, occurredAt: clock.occurredAt, told }, context),
  }
}

interface Parts {
  wire: WireEvent
  clean: CleanIds
  rest: CleanEvent
  standard: StandardEvent | null
  commerce: Commerce | null
  occurredAt: Date
  told: Warning[]
}

function assemble(parts: Parts, context: NormaliseContext): NormalisedEvent {
  const { wire, clean, rest, commerce } = parts
  const { keys, request } = context
  const phoneCountry = countryCode(rest.raw.country) ?? context.source.phoneCountry
  const subjects = subjectsOf(keys, { ...subjectOf(clean), raw: rest.raw, phoneCountry })
  const bodyHash = bodyHashOf({ wire, ids: clean.ids, rest, subjectKeys: keysIn(subjects) }, keys)
  const network = networkOf(wire.context, request)
  return {
    event: eventOf(parts, { context, bodyHash, network }),
    raw: rest.raw,
    phoneCountry,
    network,
    signals: markSensitive(captureSignals(wire.context, request.gpc), context.source, {
      commerce,
      properties: rest.properties,
    }),
    subjects,
    tokens: tokensOf(keys, commerce?.orderId || null, [rest.properties, rest.context]),
    bodyHash,
    warnings: parts.told,
  }
}

function subjectOf({ ids, personal }: CleanIds) {
  const { userId, anonymousId, previousId } = ids
  return { userId, anonymousId, previousId, personalIds: personal }
}

interface Surroundings {
  context: NormaliseContext
  bodyHash: string
  network: Network
}

function eventOf(parts: Parts, { context, bodyHash, network }: Surroundings): Event {
  const { wire, clean, rest, standard, commerce } = parts
  const { messageId: sentId, ...ids } = clean.ids
  const messageId = sentId ?? messageIdFor({ standard, commerce, bodyHash }, context.newId)
  const explicit = explicitEventId(wire, context.keys)
  return {
    eventId: eventIdFor(context.keys, context.source.id, messageId),
    workspaceId: context.snapshot.workspaceId,
    sourceId: context.source.id,
    messageId,
    vendorEventId: vendorEventIdFor({ explicit, standard, orderId: commerce?.orderId ?? null, messageId }),
    type: wire.type,
    name: rest.name,
    standard,
    occurredAt: parts.occurredAt.toISOString(),
    receivedAt: context.request.receivedAt.toISOString(),
    ...ids,
    properties: rest.properties,
    traits: rest.traits,
    context: rest.context,
    commerce,
    clickIds: clickIdsOf(rest),
    jurisdiction: jurisdictionOf(wire, context),
    integrations: rest.integrations,
    test: isTestOrder(wire.properties, wire.context),
    bot: isBot(network),
    scrubbed: [...clean.replaced, ...rest.scrubbed],
  }
}

/** An address as event id would leave hashed but unsalted: it is replaced like any other id. */
function explicitEventId(wire: WireEvent, keys: WorkspaceKeys): string | null {
  const sent = [wire.properties.event_id, wire.context.event_id].find((id) => typeof id === 'string' && id !== '')
  return typeof sent === 'string' ? replacePersonalId(sent, keys).id : null
}

function clickIdsOf({ context, properties }: CleanEvent) {
  const page = asObject(context.page) ?? {}
  return readClickIds({ url: textOf(page.url), referrer: textOf(page.referrer), context, properties })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function jurisdictionOf(wire: WireEvent, { snapshot, source, request }: NormaliseContext): Jurisdiction {
  const { properties } = wire
  return resolveJurisdiction({
    geoHeader: request.geoHeader,
    trustedProxy: request.trustedProxy,
    eventLocation: wire.context.location,
    orderAddress: properties.shipping_address ?? properties.shippingAddress ?? properties.shipping,
    door: request.door,
    sourceSetting: source.jurisdiction,
    regimeOf: (place) => regimeFor(snapshot.policy, place),
  })
}
