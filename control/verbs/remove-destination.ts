import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import { drainRemoved } from '../drain-removed.ts'
import { invalid } from '../parse-input.ts'
import { partBySlug, withoutPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const RemoveDestination = z.strictObject({ destination: z.string() })
export type RemoveDestination = z.infer<typeof RemoveDestination>

/** What waits for it ends as cancelled. */
export const removeDestination = snapshotVerb({
  action: 'removeDestination',
  input: RemoveDestination,
  change,
  afterCommit: drainRemoved,
})

function change(snapshot: Snapshot, input: RemoveDestination): Changed {
  const destination = partBySlug(snapshot.destinations, input.destination, 'destination')
  if (snapshot.routes.some((route) => route.destinationId === destination.id)) {
    throw invalid(['destination'], `${destination.slug} still has routes: remove them first`)
  }
  const { id, slug, type } = destination
  return {
    id,
    target: `destination ${slug}`,
    before: { id, slug, type },
    after: null,
    snapshot: { ...snapshot, destinations: withoutPart(snapshot.destinations, id) },
  }
}
