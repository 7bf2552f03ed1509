import { z } from 'zod'
import { Id } from '../../core/config.ts'
import { admitReader } from '../admit-reader.ts'
import { destinationNamed, requestShape } from '../dead-letters.ts'
import { presentEvent } from '../event-view.ts'
import { parseBody } from '../parse-body.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const DeadShowRequest = z.strictObject({ event: Id.toLowerCase(), destination: z.string().min(1).max(100) })

/** One dead letter: the sentence why, every attempt with the redacted answer, the request it would make today. */
export const deadShow: Door = (app, deps) => {
  app.post('/v1/ops/dead/show', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps, ['ops'])
    const { event: eventId, destination } = await parseBody(c.req.raw, DeadShowRequest)
    const destinationId = destinationNamed(destination, snapshot)
    const filter = { eventId, destinationId }
    const { letters } = await stores.reader.deadLetters(snapshot.workspaceId, { filter, after: null, rowsMax: 1 })
    const [letter] = letters
    const view = letter === undefined ? null : await stores.reader.event(snapshot.workspaceId, eventId)
    if (letter === undefined || view === null) {
      throw new Refusal(404, 'dead_letter_not_found', 'there is no such dead letter')
    }
    const { destinations } = await presentEvent(deps, snapshot, view)
    const shown = destinations.find((one) => one.destinationId === destinationId)
    const isOfRun = (row: { destinationId: string; run: number }) =>
      row.destinationId === destinationId && row.run === letter.run
    const decision = view.decisions.filter(isOfRun).findLast(({ verdict }) => verdict === 'deliver')
    return c.json({
      ...letter,
      destination: shown?.slug ?? null,
      destinationType: shown?.type ?? null,
      summary: shown?.summary ?? null,
      attempts: view.attempts.filter(isOfRun),
      requests: requestShape(deps, { view, snapshot, decision }),
      decisions: shown?.decisions ?? [],
    })
  })
}
