import { z } from 'zod'
import type { WorkspaceKeys } from '../../core/keyring.ts'
import { keysOfSubject, type NamedSubject, type SubjectRef } from '../../core/subject-keys.ts'
import { idLengthMax } from '../limits/numbers.ts'
import { Refusal } from '../refusal.ts'

const Identifier = z.string().min(1).max(idLengthMax)

/** A person as a request names them; every identifier given is one more way to find them. */
export const AskedSubject = z.strictObject({
  userId: Identifier.optional(),
  anonymousId: Identifier.optional(),
  email: Identifier.optional(),
  phone: Identifier.optional(),
})

/** Keyed hashes; what was asked with goes no further. */
export function subjectsAsked(keys: WorkspaceKeys, subject: NamedSubject, code: string): SubjectRef[] {
  const { subjects, unreadable } = keysOfSubject(keys, subject)
  if (unreadable !== null) throw invalid(code, `subject.${unreadable}`, 'cannot be read as such')
  if (subjects.length > 0) return subjects
  throw invalid(code, 'subject', 'names nobody: give a userId, anonymousId, email or phone')
}

export function invalid(code: string, path: string, message: string): Refusal {
  return new Refusal(400, code, `${path}: ${message}`, { details: { path } })
}
