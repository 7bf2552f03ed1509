import { z } from 'zod'
import { everyPurpose, Purpose } from '../../core/purpose.ts'
import { scrub } from '../../core/scrub/scrub.ts'
import { admit, sourceOf } from '../authenticate.ts'
import { type IngestContext, note } from '../http.ts'
import type { IngestDeps } from '../ports.ts'
import { keyOfRequest } from '../presented-key.ts'
import { readJsonBody } from '../read-body.ts'
import { Refusal } from '../refusal.ts'
import { checkItem } from '../strict-json.ts'
import { AskedSubject, invalid as invalidAt, subjectsAsked } from '../subjects/asked-subject.ts'
import type { Door } from './door.ts'

const ConsentChoice = z
  .strictObject({
    subject: AskedSubject,
    purposes: z
      .partialRecord(Purpose, z.enum(['granted', 'denied']))
      .refine((purposes) => Object.keys(purposes).length > 0, 'names no purpose')
      .optional(),
    /** Instead of purposes: a denial of every one. */
    withdrawAll: z.literal(true).optional(),
    capturedAt: z.iso.datetime({ offset: true }).optional(),
    proof: z.record(z.string(), z.json()).optional(),
  })
  .refine(({ purposes, withdrawAll }) => (purposes === undefined) !== (withdrawAll === undefined), {
    path: ['purposes'],
    message: 'give either purposes or withdrawAll',
  })
type ConsentChoice = z.infer<typeof ConsentChoice>

/** A person's choice, for the ledger. Answered after commit; what waits and is denied now is cancelled with it. */
export const consent: Door = (app, deps) => {
  app.post('/v1/consent', async (c) => {
    const { admission, sourceSlug } = await admitted(c, deps)
    const { subject, capturedAt, proof, ...chosen } = parseChoice(await readJsonBody(c.req.raw))
    const purposes = chosen.purposes ?? everyPurpose('denied')
    if (admission.key.kind === 'write') refuseGrantForOthers(subject, purposes)
    const subjects = subjectsAsked(admission.keys, subject, 'invalid_consent')
    const answer = await admission.stores.consent.record({
      workspaceId: admission.snapshot.workspaceId,
      recordId: deps.newId(),
      subjects,
      kind: 'chosen',
      purposes,
      chosenAt: chosenAt(capturedAt, deps.clock()),
      source: sourceSlug,
      reason: chosen.withdrawAll === true ? 'withdraw_all' : 'told',
      eventId: null,
      proof: proof === undefined ? null : scrub(proof).value,
    })
    note(c, { cancelled: answer.cancelled })
    return c.json(answer)
  })
}

async function admitted(c: IngestContext, deps: IngestDeps) {
  const presented = keyOfRequest(c.req.raw.headers, c.req.query('writeKey'))
  if (presented === null) throw new Refusal(401, 'key_missing', 'send a key in the Authorization header')
  const admission = await admit(c, deps, presented, presented.kind === 'write' ? 'ingest' : 'consent')
  return { admission, sourceSlug: `source ${sourceOf(c, admission).slug}` }
}

function parseChoice(body: unknown): ConsentChoice {
  const problem = checkItem(body as never)
  if (problem !== null) throw invalid(problem.path, problem.message)
  const parsed = ConsentChoice.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(issue?.path.join('.') ?? '', issue?.message ?? 'is not valid')
}

/** A public key may speak for the browser it sits in; a denial is taken from anyone (consent reference, case 50). */
function refuseGrantForOthers(
  subject: ConsentChoice['subject'],
  purposes: NonNullable<ConsentChoice['purposes']>,
): void {
  const isOwnBrowser = Object.keys(subject).every((name) => name === 'anonymousId')
  if (isOwnBrowser || Object.values(purposes).every((value) => value === 'denied')) return
  throw new Refusal(403, 'grant_not_allowed', 'a write key may grant for an anonymousId alone: use a secret key')
}

/** A choice cannot lie in the future: it would outrank every later one (case 35). */
function chosenAt(capturedAt: string | undefined, now: Date): string {
  const captured = capturedAt === undefined ? now : new Date(capturedAt)
  return (captured > now ? now : captured).toISOString()
}

function invalid(path: string, message: string): Refusal {
  return invalidAt('invalid_consent', path, message)
}
