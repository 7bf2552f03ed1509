import { consentKeys } from '../core/consent/capture-signals.ts'
import type { RawIdentity } from '../core/identity/bundle.ts'
import { extractIdentity } from '../core/identity/extract.ts'
import type { JsonObject } from '../core/json.ts'
import { scrub } from '../core/scrub/scrub.ts'
import { asObject } from './strict-json.ts'
import type { WireEvent } from './wire-event.ts'

/** What may rest of an event, and the person's raw fields apart from it, which live as long as the request. */
export interface CleanEvent {
  raw: RawIdentity
  name: string | null
  properties: JsonObject
  traits: JsonObject
  context: JsonObject
  integrations: Record<string, boolean>
  /** Paths where the scrubber acted. */
  scrubbed: string[]
}

/** Personal fields are taken out by name, then free text, keys and URLs are scrubbed of what else is personal. */
export function cleanEvent(event: WireEvent, userId: string | null): CleanEvent {
  const extracted = extractIdentity({
    traits: event.traits,
    contextTraits: asObject(event.context.traits) ?? {},
    properties: withCategory(event),
    userId,
    traitsAre: event.type === 'group' ? 'company' : 'person',
  })
  const rest = {
    name: event.type === 'track' ? event.event : event.name,
    properties: extracted.properties,
    traits: extracted.traits,
    context: restingContext(event.context),
    integrations: integrationsOf(event.integrations),
  }
  const { value, paths } = scrub(rest)
  return { ...value, raw: extracted.raw, scrubbed: paths }
}

/** Page and screen calls have their category beside the properties. */
function withCategory({ category, properties }: WireEvent): JsonObject {
  return category === null || properties.category !== undefined ? properties : { ...properties, category }
}

/** These are kept elsewhere (network, identity, signals, jurisdiction), or are transport. */
const notResting = new Set(['ip', 'userAgent', 'traits', 'location', 'direct', 'test', ...consentKeys])

function restingContext(context: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !notResting.has(key)))
}

/** `true` and options grant nothing, `false` blocks; what is neither is read as a block. */
function integrationsOf(sent: JsonObject): Record<string, boolean> {
  const entries = Object.entries(sent).map(
    ([name, value]) => [name, value === true || asObject(value) !== null] as const,
  )
  return Object.fromEntries(entries)
}
