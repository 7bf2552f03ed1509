import { eventTypes } from '../../core/event.ts'
import { itemOfCall } from '../envelope.ts'
import { receive } from '../receive.ts'
import type { Door } from './door.ts'

/** One event a request: track, identify, page, screen, group, alias. 400 when it is rejected, with the same results. */
export const call: Door = (app, deps) => {
  for (const type of eventTypes) {
    app.post(`/v1/${type}`, async (c) => {
      const results = await receive(c, deps, (body) => [itemOfCall(body, type)])
      const isRejected = results.some(({ status }) => status === 'rejected')
      return c.json({ success: !isRejected, results }, isRejected ? 400 : 200)
    })
  }
}
