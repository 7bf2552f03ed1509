import { admitReader } from '../admit-reader.ts'
import { presentEvent } from '../event-view.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const eventIdForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The event as it is stored, and for each destination what was decided, tried and why. */
export const event: Door = (app, deps) => {
  app.get('/v1/events/:eventId', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps)
    const eventId = c.req.param('eventId')
    if (!eventIdForm.test(eventId)) throw new Refusal(400, 'invalid_event_id', 'the event id must be a UUID')
    const view = await stores.reader.event(snapshot.workspaceId, eventId.toLowerCase())
    if (view === null) throw new Refusal(404, 'event_not_found', 'this workspace holds no such event')
    return c.json(await presentEvent(deps, snapshot, view))
  })
}
