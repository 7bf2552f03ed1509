import { isPrivate } from '../client-address.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

/** Prometheus text, for scrapers inside the network: counts by workspace-free labels, but nobody else's business. */
export const metrics: Door = (app, deps) => {
  app.get('/metrics', async (c) => {
    if (!isPrivate(c.get('address'))) throw new Refusal(404, 'not_found', 'there is no such door')
    const { contentType, text } = await deps.metrics.render()
    return c.body(text, 200, { 'Content-Type': contentType })
  })
}
