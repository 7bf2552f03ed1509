import { z } from 'zod'
import { admitReader } from '../admit-reader.ts'
import { note } from '../http.ts'
import { readJsonBody } from '../read-body.ts'
import { AskedSubject, invalid, subjectsAsked } from '../subjects/asked-subject.ts'
import { askedBy, openRequest } from '../subjects/open-request.ts'
import { subjectPage } from '../subjects/page/subject-page.ts'
import { servedRegion } from '../subjects/served-region.ts'
import { subjectReport } from '../subjects/subject-report.ts'
import type { Door } from './door.ts'

const ExportRequest = z.strictObject({ subject: AskedSubject, format: z.enum(['json', 'html']).default('json') })

/** All that is kept of what a person was asked, chose, and what followed: as JSON, or as a page for people. */
export const subjectExport: Door = (app, deps) => {
  app.post('/v1/subjects/export', async (c) => {
    const { snapshot, stores, keys, key } = await admitReader(c, deps, ['subject_requests'])
    const served = servedRegion(stores)
    const parsed = ExportRequest.safeParse(await readJsonBody(c.req.raw))
    if (!parsed.success) throw invalid('invalid_subject_request', pathOf(parsed.error), 'is not valid')
    const asked = subjectsAsked(keys, parsed.data.subject, 'invalid_subject_request')
    const request = await openRequest(deps, served.subjects, { kind: 'access', snapshot, asked, askedBy: askedBy(key) })
    const verifier = deps.receiptKey()
    const report = await subjectReport({ deps, snapshot, stores: served, keys, verifier, asked, request })
    const outcome = { sends: report.sends.length, refusals: report.refusals.length, choices: report.choices.length }
    await served.subjects.complete({
      workspaceId: snapshot.workspaceId,
      requestId: request.requestId,
      at: deps.clock().toISOString(),
      outcome,
    })
    note(c, { requestId: request.requestId, ...outcome })
    c.header('Cache-Control', 'no-store')
    if (parsed.data.format === 'json') return c.json(report)
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
    return c.html(await subjectPage(report))
  })
}

function pathOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? ''
}
