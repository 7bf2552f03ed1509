import { z } from 'zod'
import { type DestinationConfig, DestinationLimits, DestinationType, type Snapshot } from '../../core/config.ts'
import { isForAds } from '../../core/destination-facts.ts'
import { Purpose, purposes as purposeOrder } from '../../core/purpose.ts'
import { asJson } from '../as-json.ts'
import type { CatalogueEntry } from '../catalogue.ts'
import type { Control } from '../control.ts'
import { sealCredentials, sealsSame } from '../credentials.ts'
import { GivenId, Slug } from '../fields.ts'
import { invalid, parseInput } from '../parse-input.ts'
import { slotFor, withPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const SaveDestination = z.strictObject({
  id: GivenId.optional(),
  slug: Slug,
  type: DestinationType,
  enabled: z.boolean().default(true),
  settings: z.record(z.string(), z.json()).default({}),
  /** Left out = those already sealed stay. */
  credentials: z.record(z.string(), z.json()).optional(),
  /** Left out = the type's own. */
  purposes: z.array(Purpose).optional(),
  anyOf: z.array(Purpose).min(1).optional().describe('One of these must be granted, on top of all of `purposes`'),
  necessary: z
    .strictObject({ purpose: z.string().min(1).max(500), recipient: z.string().min(1).max(200) })
    .optional()
    .describe('Not gated by consent: what for, and who receives it. Refused for types that serve ads'),
  blockOn: z
    .array(z.string().regex(/^[a-z0-9_]{1,64}$/, 'must be a code such as no_session_id'))
    .max(50)
    .optional()
    .describe('Preflight codes that hold an event back instead of warning: what explain and find name'),
  limits: DestinationLimits.optional().describe('Caps on requests, kept over all workers. Left out = none'),
})
export type SaveDestination = z.infer<typeof SaveDestination>

/** Credentials are sealed here and never leave again in clear. */
export const saveDestination = snapshotVerb({ action: 'saveDestination', input: SaveDestination, change })

function change(snapshot: Snapshot, input: SaveDestination, control: Control): Changed {
  const entry = entryFor(input, control)
  const { id, existing } = slotFor(snapshot.destinations, input, control.newId)
  refuseOtherType(existing, input)
  parseInput(entry.settings, input.settings, ['settings'])
  const destination: DestinationConfig = {
    id,
    slug: input.slug,
    type: input.type,
    enabled: input.enabled,
    settings: input.settings,
    credentialsSealed: sealedFor({ snapshot, input, control }, { id, entry, existing }),
    purposes: purposesFor(input, entry),
    ...(input.anyOf && { anyOf: purposeOrder.filter((purpose) => input.anyOf?.includes(purpose)) }),
    ...(input.necessary && { necessary: necessaryFor(input.necessary, entry) }),
    ...(input.limits && { limits: input.limits }),
    ...(input.blockOn && { blockOn: [...new Set(input.blockOn)] }),
  }
  return {
    id,
    target: `destination ${destination.slug}`,
    before: existing === null ? null : asJson(existing),
    after: asJson(destination),
    snapshot: { ...snapshot, destinations: withPart(snapshot.destinations, destination) },
  }
}

function entryFor(input: SaveDestination, control: Control): CatalogueEntry {
  const entry = control.catalogue.get(input.type)
  if (entry !== undefined) return entry
  throw invalid(
    ['type'],
    `this version cannot send to ${input.type}, only to ${[...control.catalogue.keys()].join(', ')}`,
  )
}

// Queued deliveries and sealed credentials belong to the type they were made for.
function refuseOtherType(existing: DestinationConfig | null, input: SaveDestination): void {
  if (existing === null || existing.type === input.type) return
  throw invalid(['type'], `${input.slug} is a ${existing.type} destination: make a new one for ${input.type}`)
}

function sealedFor(
  { snapshot, input, control }: { snapshot: Snapshot; input: SaveDestination; control: Control },
  { id, entry, existing }: { id: string; entry: CatalogueEntry; existing: DestinationConfig | null },
): string | null {
  const sealed = existing?.credentialsSealed ?? null
  if (input.credentials === undefined && sealed !== null) return sealed
  parseInput(entry.credentials, input.credentials ?? {}, ['credentials'])
  if (input.credentials === undefined) return null
  const of = { destinationId: id, credentials: input.credentials }
  return sealsSame(control.master, snapshot, { ...of, sealed }) ? sealed : sealCredentials(control.master, snapshot, of)
}

function purposesFor(input: SaveDestination, entry: CatalogueEntry): Purpose[] {
  if (input.purposes === undefined && entry.purposes.length === 0) {
    throw invalid(['purposes'], `${input.type} has none of its own: name what the recipient uses the data for`)
  }
  const wanted = new Set(input.purposes ?? entry.purposes)
  const missing = entry.purposes.find((purpose) => !wanted.has(purpose))
  if (missing !== undefined)
    throw invalid(['purposes'], `${input.type} always needs ${missing}: purposes can only be added`)
  if (wanted.size === 0) throw invalid(['purposes'], 'must name at least one purpose')
  return purposeOrder.filter((purpose) => wanted.has(purpose))
}

function necessaryFor(necessary: NonNullable<SaveDestination['necessary']>, entry: CatalogueEntry) {
  if (isForAds(entry)) throw invalid(['necessary'], 'its type serves ads: it always needs consent')
  return necessary
}
