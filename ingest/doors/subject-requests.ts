import { admitReader } from '../admit-reader.ts'
import { servedRegion } from '../subjects/served-region.ts'
import type { Door } from './door.ts'

/** Every request of a person, the newest first: who asked, when it is due, what came of it. */
export const subjectRequests: Door = (app, deps) => {
  app.get('/v1/subjects/requests', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps, ['subject_requests'])
    const requests = await servedRegion(stores).subjects.requests(snapshot.workspaceId, null)
    return c.json({ requests: requests.map((request) => ({ ...request, dueBy: dueBy(request.requestedAt) })) })
  })
}

/** One month from receipt (GDPR Art. 12(3)); the CCPA's 45 days are longer. */
function dueBy(requestedAt: string): string {
  const due = new Date(requestedAt)
  const month = due.getUTCMonth()
  due.setUTCMonth(month + 1)
  // 31 January and a month is the last of February.
  if (due.getUTCMonth() !== (month + 1) % 12) due.setUTCDate(0)
  return due.toISOString().slice(0, 10)
}
