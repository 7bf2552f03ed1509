import { itemsOfBatch } from '../envelope.ts'
import { receive } from '../receive.ts'
import type { Door } from './door.ts'

/** 200 whatever its items: Segment's clients drop the whole batch on a 400. */
export const batch: Door = (app, deps) => {
  app.post('/v1/batch', async (c) => c.json({ success: true, results: await receive(c, deps, itemsOfBatch) }))
}
