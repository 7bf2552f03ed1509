import { admitReader } from '../admit-reader.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const eventsMax = 200
const cursorForm = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)~([0-9a-f-]{36})$/

/** Events as they arrive, oldest first. `after` of one page asks for the next; none is skipped. */
export const tail: Door = (app, deps) => {
  app.get('/v1/tail', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps)
    const after = cursorOf(c.req.query('after'))
    const events = await stores.reader.tail(snapshot.workspaceId, after, eventsMax)
    const last = events.at(-1)
    return c.json({ events, after: last === undefined ? null : `${last.receivedAt}~${last.eventId}` })
  })
}

function cursorOf(text: string | undefined): { receivedAt: string; eventId: string } | null {
  if (text === undefined || text === '') return null
  const [, receivedAt, eventId] = cursorForm.exec(text) ?? []
  if (receivedAt !== undefined && eventId !== undefined) return { receivedAt, eventId }
  throw new Refusal(400, 'invalid_cursor', 'after must be the "after" of an earlier answer')
}
