import { z } from 'zod'
import { PropertyTest, type RouteConfig, RouteFilter, type Snapshot, valueMeanings } from '../../core/config.ts'
import { EventType } from '../../core/event.ts'
import { RouteMapping } from '../../core/route-mapping.ts'
import { asJson } from '../as-json.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { invalid } from '../parse-input.ts'
import { partBySlug, withPart } from '../slots.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

/** An operator that compares without a value would let nothing (or everything) through in silence. */
const CheckedTest = PropertyTest.superRefine((test, context) => {
  const wantsNone = test.op === 'exists' || test.op === 'missing'
  if (wantsNone !== (test.value === undefined)) {
    context.addIssue({
      code: 'custom',
      path: ['value'],
      message: `${test.op} ${wantsNone ? 'takes no' : 'needs a'} value`,
    })
  }
  if (test.op === 'one_of' && test.value !== undefined && !Array.isArray(test.value)) {
    context.addIssue({ code: 'custom', path: ['value'], message: 'one_of needs a list' })
  }
  if ((test.op === 'greater' || test.op === 'less') && test.value !== undefined && typeof test.value !== 'number') {
    context.addIssue({ code: 'custom', path: ['value'], message: `${test.op} needs a number` })
  }
})

const CheckedFilter = RouteFilter.extend({
  types: z.array(EventType).optional(),
  properties: z.array(CheckedTest).optional(),
})

export const SaveRoute = z.strictObject({
  id: GivenId.optional(),
  /** Slugs. */
  source: z.string(),
  destination: z.string(),
  filter: CheckedFilter.default({}),
  value: z.enum(valueMeanings).default('gross'),
  /** Put whole: left out = none. */
  mapping: RouteMapping.optional(),
})
export type SaveRoute = z.infer<typeof SaveRoute>

export const saveRoute = snapshotVerb({ action: 'saveRoute', input: SaveRoute, change })

function change(snapshot: Snapshot, input: SaveRoute, control: Control): Changed {
  const sourceId = partBySlug(snapshot.sources, input.source, 'source').id
  const destinationId = partBySlug(snapshot.destinations, input.destination, 'destination').id
  const existing = existingRoute(snapshot, { id: input.id, sourceId, destinationId })
  const id = existing?.id ?? input.id ?? control.newId()
  const { filter, value, mapping } = input
  const route: RouteConfig = { id, sourceId, destinationId, filter, value, ...(mapping && { mapping }) }
  return {
    id,
    target: `route ${input.source} → ${input.destination}`,
    before: existing === null ? null : asJson(existing),
    after: asJson(route),
    snapshot: { ...snapshot, routes: withPart(snapshot.routes, route) },
  }
}

function existingRoute(
  { routes }: Snapshot,
  wanted: { id: string | undefined; sourceId: string; destinationId: string },
): RouteConfig | null {
  const byEnds = routes.find(
    (route) => route.sourceId === wanted.sourceId && route.destinationId === wanted.destinationId,
  )
  if (wanted.id === undefined) return byEnds ?? null
  if (byEnds !== undefined && byEnds.id !== wanted.id) {
    throw invalid(['id'], 'another route already joins this source and destination')
  }
  return routes.find((route) => route.id === wanted.id) ?? null
}
