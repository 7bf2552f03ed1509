import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import { asJson } from '../as-json.ts'
import { invalid } from '../parse-input.ts'
import { partBySlug, withoutPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const RemoveSource = z.strictObject({ source: z.string() })
export type RemoveSource = z.infer<typeof RemoveSource>

export const removeSource = snapshotVerb({ action: 'removeSource', input: RemoveSource, change })

function change(snapshot: Snapshot, input: RemoveSource): Changed {
  const source = partBySlug(snapshot.sources, input.source, 'source')
  if (snapshot.routes.some((route) => route.sourceId === source.id)) {
    throw invalid(['source'], `${source.slug} still has routes: remove them first`)
  }
  return {
    id: source.id,
    target: `source ${source.slug}`,
    before: asJson(source),
    after: null,
    snapshot: { ...snapshot, sources: withoutPart(snapshot.sources, source.id) },
  }
}
