import { admitReader } from '../admit-reader.ts'
import { sourceOf } from '../authenticate.ts'
import { explainEvent } from '../explain-event.ts'
import { asksOfSignal, explainSignal } from '../explain-signal.ts'
import { readJsonBody } from '../read-body.ts'
import { requestFacts } from '../request-facts.ts'
import type { Door } from './door.ts'

/** What would happen to this event and why, down to the vendors' exact requests. Nothing is stored or sent. */
export const explain: Door = (app, deps) => {
  app.post('/v1/explain', async (c) => {
    const admission = await admitReader(c, deps)
    const body = await readJsonBody(c.req.raw)
    const source = sourceOf(c, admission)
    if (asksOfSignal(body)) return c.json(explainSignal(deps, { ...admission, source }, body))
    const request = requestFacts(c, deps, admission.key)
    const [explained, stops] = await Promise.all([
      explainEvent(deps, { ...admission, source, request }, body),
      admission.stores.reader.stops(admission.snapshot.workspaceId),
    ])
    return c.json({ ...explained, stops })
  })
}
