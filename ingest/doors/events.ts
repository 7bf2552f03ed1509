import { admitReader } from '../admit-reader.ts'
import { presentEvent } from '../event-view.ts'
import { lookupKeyFor, lookupNames } from '../lookup-keys.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const eventsMax = 50

/** Found by order, e-mail, phone or user id, through keyed hashes: none of them rests here in clear. */
export const events: Door = (app, deps) => {
  app.get('/v1/events', async (c) => {
    const { snapshot, stores, keys } = await admitReader(c, deps)
    const given = lookupNames.flatMap((name) => (c.req.query(name) ? [{ name, value: c.req.query(name) ?? '' }] : []))
    const [search] = given
    if (search === undefined || given.length > 1) {
      throw new Refusal(400, 'lookup_missing', `name exactly one of ${lookupNames.join(', ')}`)
    }
    const lookupKey = lookupKeyFor(keys, search)
    if (lookupKey === null) throw new Refusal(400, 'lookup_unreadable', `${search.name} cannot be read as such`)
    const views = await stores.reader.eventsByKey(snapshot.workspaceId, lookupKey, eventsMax)
    const events = await Promise.all(views.map((view) => presentEvent(deps, snapshot, view)))
    return c.json({ events })
  })
}
