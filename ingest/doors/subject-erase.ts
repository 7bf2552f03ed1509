import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import type { ErasureOpened } from '../../supabase/queries/subject-ports.ts'
import { admitReader } from '../admit-reader.ts'
import { titleOf } from '../explain-event.ts'
import { note } from '../http.ts'
import type { IngestDeps } from '../ports.ts'
import { readJsonBody } from '../read-body.ts'
import { AskedSubject, invalid, subjectsAsked } from '../subjects/asked-subject.ts'
import { askedBy, requestOf } from '../subjects/open-request.ts'
import { servedRegion } from '../subjects/served-region.ts'
import type { Door } from './door.ts'

const EraseRequest = z.strictObject({ subject: AskedSubject })

/** Stops everything about a person at once; what rests of them is gone within minutes. */
export const subjectErase: Door = (app, deps) => {
  app.post('/v1/subjects/erase', async (c) => {
    const { snapshot, stores, keys, key } = await admitReader(c, deps, ['subject_requests'])
    const { subjects } = servedRegion(stores)
    const parsed = EraseRequest.safeParse(await readJsonBody(c.req.raw))
    if (!parsed.success)
      throw invalid('invalid_subject_request', parsed.error.issues[0]?.path.join('.') ?? '', 'is not valid')
    const asked = subjectsAsked(keys, parsed.data.subject, 'invalid_subject_request')
    const request = requestOf(deps, { kind: 'erasure', snapshot, asked, askedBy: askedBy(key) })
    const { recipients, ...opened } = await subjects.openErasure(request)
    note(c, { requestId: request.requestId, cancelled: opened.cancelled })
    return c.json({
      requestId: request.requestId,
      state: 'open',
      ...opened,
      vendors: recipients.map((recipient) => vendorOf({ deps, snapshot }, recipient)),
    })
  })
}

/** Who already has something, and what a person does there: their own data is not ours to delete. */
function vendorOf(
  { deps, snapshot }: { deps: IngestDeps; snapshot: Snapshot },
  { destinationId, sends, lastAt }: ErasureOpened['recipients'][number],
) {
  const configured = snapshot.destinations.find(({ id }) => id === destinationId)
  const type = configured === undefined ? null : deps.destinationType(configured.type)
  return {
    ...{ destinationId, slug: configured?.slug ?? null, title: titleOf(deps, configured), sends, lastAt },
    hasErasureCall: type?.erase !== undefined,
    steps: type?.eraseSteps ?? null,
  }
}
