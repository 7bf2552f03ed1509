import { z } from 'zod'
import { DeadSelection } from '../../core/replay-selection.ts'
import type { DeadLetterPlace } from '../../supabase/queries/ports.ts'
import { admitReader } from '../admit-reader.ts'
import { filterOf } from '../dead-letters.ts'
import { parseBody } from '../parse-body.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const DeadListRequest = DeadSelection.extend({
  /** Of an earlier answer. */
  after: z.string().nullish(),
  limit: z.int().min(1).max(200).default(50),
})

const placeForm = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)~([0-9a-f-]{36})~([0-9a-f-]{36})~(\d{1,5})$/

/** What failed for good, newest first, with counts by destination and reason over all that the filter finds. */
export const deadList: Door = (app, deps) => {
  app.post('/v1/ops/dead/list', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps, ['ops'])
    const { after, limit, ...selection } = await parseBody(c.req.raw, DeadListRequest)
    const request = { filter: filterOf(selection, snapshot), after: placeOf(after), rowsMax: limit }
    const { counts, letters } = await stores.reader.deadLetters(snapshot.workspaceId, request)
    const slugs = new Map(snapshot.destinations.map(({ id, slug }) => [id, slug]))
    const named = <Row extends { destinationId: string }>(row: Row) => ({
      destination: slugs.get(row.destinationId) ?? null,
      ...row,
    })
    const last = letters.length === limit ? letters.at(-1) : undefined
    return c.json({
      counts: counts.map(named),
      letters: letters.map(named),
      after: last === undefined ? null : `${last.diedAt}~${last.eventId}~${last.destinationId}~${last.run}`,
    })
  })
}

function placeOf(text: string | null | undefined): DeadLetterPlace | null {
  if (text === undefined || text === null) return null
  const [, diedAt, eventId, destinationId, run] = placeForm.exec(text) ?? []
  if (diedAt !== undefined && eventId !== undefined && destinationId !== undefined) {
    return { diedAt, eventId, destinationId, run: Number(run) }
  }
  throw new Refusal(400, 'invalid_cursor', 'after must be the "after" of an earlier answer')
}
