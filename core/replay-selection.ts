import { z } from 'zod'
import { Id } from './config.ts'

const Moment = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time' })
/** Slug or id; whoever holds the configuration finds it. */
const Named = z.string().min(1).max(100)

/** Which dead letters a person means. Nothing given = all of the workspace. */
export const DeadSelection = z.strictObject({
  event: Id.toLowerCase().optional().describe('one event, by its id'),
  destination: Named.optional(),
  reason: z.string().min(1).max(200).optional().describe("the error's code"),
  name: z.string().min(1).max(200).optional().describe('of the event'),
  from: Moment.optional().describe('died at or after'),
  to: Moment.optional().describe('died before'),
})
export type DeadSelection = z.infer<typeof DeadSelection>

/** Which stored events a person means: received in this time, from this source, of this name, to this destination. */
export const ReplaySelection = z.strictObject({
  from: Moment.describe('received at or after'),
  to: Moment.optional().describe('received before; default: now'),
  event: Id.toLowerCase().optional().describe('one event, by its id'),
  source: Named.optional(),
  name: z.string().min(1).max(200).optional().describe('of the event'),
  destination: Named.optional(),
})
export type ReplaySelection = z.infer<typeof ReplaySelection>

export const Duplicates = z.enum(['skip', 'send'])
/** Deliveries a second, of a replay as a whole. */
export const PerSecond = z.int().min(1).max(1_000)

/** The same moment in the one form the database answers in. */
export function momentOf(text: string | undefined): string | null {
  return text === undefined ? null : new Date(text).toISOString()
}
