import type { RawIdentity } from './identity/bundle.ts'
import { subjectIdentifiers } from './identity/make-identity.ts'
import { replacePersonalId } from './identity/personal-ids.ts'
import { type SubjectKind, subjectKeyFor } from './ids.ts'
import type { WorkspaceKeys } from './keyring.ts'

/** A person as a caller names them. */
export interface NamedSubject {
  userId?: string | undefined
  anonymousId?: string | undefined
  email?: string | undefined
  /** With its country: `+49…`. */
  phone?: string | undefined
}

/** A key and what it was made of. */
export interface SubjectRef {
  key: string
  kind: SubjectKind
}

/** The keys under which ledger, suppressions and events know this person; `unreadable` names what is no such identifier. */
export function keysOfSubject(
  keys: WorkspaceKeys,
  subject: NamedSubject,
): { subjects: SubjectRef[]; unreadable: 'email' | 'phone' | null } {
  const { emails, phones } = subjectIdentifiers(rawOf(subject), null)
  const refOf = (kind: SubjectKind) => (value: string) => ({ key: subjectKeyFor(keys, kind, value), kind })
  const subjects = [
    ...listOf(subject.userId).map((id) => refOf('user_id')(replacePersonalId(id, keys).id)),
    ...listOf(subject.anonymousId).map((id) => refOf('anonymous_id')(replacePersonalId(id, keys).id)),
    ...emails.map(refOf('email')),
    ...phones.map(refOf('phone')),
  ]
  return { subjects, unreadable: unreadableOf(subject, { emails, phones }) }
}

export function keysIn(subjects: readonly SubjectRef[]): string[] {
  return [...new Set(subjects.map(({ key }) => key))]
}

function unreadableOf(subject: NamedSubject, found: { emails: string[]; phones: string[] }): 'email' | 'phone' | null {
  if (subject.email !== undefined && found.emails.length === 0) return 'email'
  return subject.phone !== undefined && found.phones.length === 0 ? 'phone' : null
}

function rawOf({ email, phone }: NamedSubject): RawIdentity {
  return {
    emails: listOf(email),
    phones: listOf(phone),
    firstName: null,
    lastName: null,
    street: null,
    city: null,
    state: null,
    postcode: null,
    country: null,
    birthDate: null,
    gender: null,
    externalId: null,
  }
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : [value]
}
