import type { RawIdentity } from '../core/identity/bundle.ts'
import { subjectIdentifiers } from '../core/identity/make-identity.ts'
import { type SubjectKind, subjectKeyFor } from '../core/ids.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { keysOfSubject } from '../core/subject-keys.ts'

export const lookupNames = ['order', 'email', 'phone', 'userId', 'anonymousId'] as const
export type LookupName = (typeof lookupNames)[number]

/** The keyed hash a stored event is found by, made as `subjectKeysOf` made it; null = the value is no such thing. */
export function lookupKeyFor(keys: WorkspaceKeys, search: { name: LookupName; value: string }): string | null {
  const { name, value } = search
  if (name === 'order') return orderKey(keys, value)
  return keysOfSubject(keys, { [name]: value }).subjectKeys[0] ?? null
}

export function orderKey(keys: WorkspaceKeys, orderId: string): string {
  return subjectKeyFor(keys, 'order_id', orderId.trim())
}

export interface Subject {
  userId: string | null
  anonymousId: string | null
  previousId: string | null
  raw: RawIdentity
  /** Ids that were an e-mail or a phone themselves: who asks by it must find the event. */
  personalIds: string[]
  phoneCountry: string | null
}

/** Keys of everyone this event names: consent, suppression and erasure find it by each. */
export function subjectKeysOf(keys: WorkspaceKeys, subject: Subject): string[] {
  const { raw, personalIds, phoneCountry } = subject
  const known = { ...raw, emails: [...raw.emails, ...personalIds], phones: [...raw.phones, ...personalIds] }
  const { emails, phones } = subjectIdentifiers(known, phoneCountry)
  const named: [SubjectKind, string | null][] = [
    ['user_id', subject.userId],
    ['anonymous_id', subject.anonymousId],
    // An alias may lead from either kind of id.
    ['user_id', subject.previousId],
    ['anonymous_id', subject.previousId],
    ...emails.map((email): [SubjectKind, string] => ['email', email]),
    ...phones.map((phone): [SubjectKind, string] => ['phone', phone]),
  ]
  const subjectKeys = named.flatMap(([kind, value]) => (value === null ? [] : [subjectKeyFor(keys, kind, value)]))
  return [...new Set(subjectKeys)]
}
