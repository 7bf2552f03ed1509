import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import { invalid } from '../parse-input.ts'
import { partBySlug, withoutPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const RemoveRoute = z.strictObject({ source: z.string(), destination: z.string() })
export type RemoveRoute = z.infer<typeof RemoveRoute>

export const removeRoute = snapshotVerb({ action: 'removeRoute', input: RemoveRoute, change })

function change(snapshot: Snapshot, input: RemoveRoute): Changed {
  const sourceId = partBySlug(snapshot.sources, input.source, 'source').id
  const destinationId = partBySlug(snapshot.destinations, input.destination, 'destination').id
  const route = snapshot.routes.find((one) => one.sourceId === sourceId && one.destinationId === destinationId)
  if (route === undefined) throw invalid([], `no route joins ${input.source} and ${input.destination}`)
  return {
    id: route.id,
    target: `route ${input.source} → ${input.destination}`,
    before: { id: route.id, sourceId, destinationId },
    after: null,
    snapshot: { ...snapshot, routes: withoutPart(snapshot.routes, route.id) },
  }
}
