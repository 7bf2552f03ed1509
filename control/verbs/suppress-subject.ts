import { z } from 'zod'
import { type WorkspaceKeys, workspaceKeys } from '../../core/keyring.ts'
import { keysIn, keysOfSubject } from '../../core/subject-keys.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { invalid, parseInput } from '../parse-input.ts'
import { currentSnapshot } from '../snapshot-verb.ts'

export const SuppressSubject = z.strictObject({
  workspaceId: GivenId,
  subject: z.strictObject({
    userId: z.string().min(1).optional(),
    anonymousId: z.string().min(1).optional(),
    email: z.string().optional(),
    /** With its country: `+49…`. */
    phone: z.string().optional(),
  }),
  reason: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/, 'must be a word such as objection')
    .default('by_hand'),
})
type Subject = z.infer<typeof SuppressSubject>['subject']

/** Nothing more goes out about this person. Only keyed hashes are written, here and in the audit row. */
export async function suppressSubject(control: Control, rawInput: unknown): Promise<{ cancelled: number }> {
  const { workspaceId, subject, reason } = parseInput(SuppressSubject, rawInput)
  authorise(control.actor, 'suppressSubject', workspaceId)
  const { region, dataKeyWrapped } = await currentSnapshot(control, workspaceId)
  const keys = workspaceKeys(control.master.unwrap(dataKeyWrapped, workspaceId))
  const subjectKeys = subjectKeysOf(keys, subject)
  await control.store.audit(workspaceId, {
    actor: actorName(control.actor),
    action: 'suppressSubject',
    target: `subject ${subjectKeys[0]}`,
    before: null,
    after: { subjectKeys, reason },
  })
  return control.region(region).suppress(workspaceId, subjectKeys, reason)
}

function subjectKeysOf(keys: WorkspaceKeys, subject: Subject): string[] {
  const { subjects, unreadable } = keysOfSubject(keys, subject)
  if (unreadable === 'email') throw invalid(['subject', 'email'], 'is not an e-mail address')
  if (unreadable === 'phone') {
    throw invalid(['subject', 'phone'], 'is not a phone number with its country, such as +49 and the rest')
  }
  if (subjects.length === 0) throw invalid(['subject'], 'names nobody: give a userId, anonymousId, email or phone')
  return keysIn(subjects)
}
