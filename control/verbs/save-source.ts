import { z } from 'zod'
import { HoldForConsent, holdMinutesMax, type Snapshot, type SourceConfig } from '../../core/config.ts'
import { Purpose } from '../../core/purpose.ts'
import { asJson } from '../as-json.ts'
import type { Control } from '../control.ts'
import { Country, GivenId, Jurisdiction, Origin, Slug } from '../fields.ts'
import { slotFor, withPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const SaveSource = z.strictObject({
  id: GivenId.optional(),
  slug: Slug,
  enabled: z.boolean().default(true),
  origins: z.array(Origin).default([]),
  jurisdiction: Jurisdiction.nullable().default(null),
  phoneCountry: Country.nullable().default(null),
  categoryMap: z.record(z.string(), z.array(Purpose)).default({}),
  absentMeans: z.enum(['unset', 'denied']).default('unset'),
  acceptTestOrders: z.boolean().default(false),
  acceptBots: z.boolean().default(false),
  audience: z.enum(['general', 'children']).optional().describe('children: nothing of it goes to ads'),
  sensitiveCategories: z
    .array(z.string().min(1).max(200))
    .max(500)
    .optional()
    .describe('Product categories that tell something sensitive of who looks at them: no ads, no names and paths'),
  holdForConsent: HoldForConsent.extend({
    minutes: HoldForConsent.shape.minutes.default(holdMinutesMax),
    reason: z.string().min(10).max(1000).describe('Why it waits; kept in the audit log'),
  })
    .optional()
    .describe('What only lacks these purposes of a person nobody asked yet waits for their answer; left out = off'),
})
export type SaveSource = z.infer<typeof SaveSource>

/** Puts the whole source: a field left out takes its default. */
export const saveSource = snapshotVerb({ action: 'saveSource', input: SaveSource, change })

function change(snapshot: Snapshot, input: SaveSource, control: Control): Changed {
  const { id, existing } = slotFor(snapshot.sources, input, control.newId)
  const source: SourceConfig = { ...input, id }
  return {
    id,
    target: `source ${source.slug}`,
    before: existing && asJson(existing),
    after: asJson(source),
    snapshot: { ...snapshot, sources: withPart(snapshot.sources, source) },
  }
}
