import type { RawIdentity } from '../core/identity/bundle.ts'
import { subjectIdentifiers } from '../core/identity/make-identity.ts'
import { replacePersonalId } from '../core/identity/personal-ids.ts'
import { type SubjectKind, subjectKeyFor } from '../core/ids.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'

export const lookupNames = ['order', 'email', 'phone', 'userId', 'anonymousId'] as const
export type LookupName = (typeof lookupNames)[number]

/** The keyed hash a stored event is found by, made as `subjectKeysOf` made it; null = the value is no such thing. */
export function lookupKeyFor(keys: WorkspaceKeys, search: { name: LookupName; value: string }): string | null {
  const { name, value } = search
  switch (name) {
    case 'order':
      return orderKey(keys, value)
    case 'email':
      return firstKey(keys, 'email', subjectIdentifiers(onlyWith({ emails: [value] }), null).emails)
    case 'phone':
      return firstKey(keys, 'phone', subjectIdentifiers(onlyWith({ phones: [value] }), null).phones)
    case 'userId':
      return subjectKeyFor(keys, 'user_id', replacePersonalId(value, keys).id)
    case 'anonymousId':
      return subjectKeyFor(keys, 'anonymous_id', replacePersonalId(value, keys).id)
  }
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

function firstKey(keys: WorkspaceKeys, kind: SubjectKind, values: string[]): string | null {
  const [value] = values
  return value === undefined ? null : subjectKeyFor(keys, kind, value)
}

function onlyWith(values: Partial<RawIdentity>): RawIdentity {
  return { ...nobody, ...values }
}

const nobody: RawIdentity = {
  emails: [],
  phones: [],
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
