import { itemsOfBatch } from '../envelope.ts'
import { receive } from '../receive.ts'
import type { Door } from './door.ts'

/** Segment's older name of the batch door, which server SDKs still post history to. */
export const importHistory: Door = (app, deps) => {
  app.post('/v1/import', async (c) => c.json({ success: true, results: await receive(c, deps, itemsOfBatch) }))
}
