import type { RawIdentity } from '../core/identity/bundle.ts'
import { subjectIdentifiers } from '../core/identity/make-identity.ts'
import { type SubjectKind, subjectKeyFor } from '../core/ids.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { keysOfSubject, type SubjectRef } from '../core/subject-keys.ts'
import { idLengthMax } from './limits/numbers.ts'

export const lookupNames = ['order', 'email', 'phone', 'userId', 'anonymousId'] as const
export type LookupName = (typeof lookupNames)[number]

/** The keyed hash a stored event is found by, made as `subjectsOf` made it; null = the value is no such thing. */
export function lookupKeyFor(keys: WorkspaceKeys, search: { name: LookupName; value: string }): string | null {
  const { name, value } = search
  if (name === 'order') return orderKey(keys, value)
  return keysOfSubject(keys, { [name]: value }).subjects[0]?.key ?? null
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

/** Everyone this event names: consent, suppression and erasure find it by each. */
export function subjectsOf(keys: WorkspaceKeys, subject: Subject): SubjectRef[] {
  const { raw, personalIds, phoneCountry } = subject
  const known = { ...raw, emails: [...raw.emails, ...personalIds], phones: [...raw.phones, ...personalIds] }
  const { emails, phones } = subjectIdentifiers(known, phoneCountry)
  return refsOf(keys, [
    ['user_id', subject.userId],
    ['anonymous_id', subject.anonymousId],
    // An alias may lead from either kind of id.
    ['user_id', subject.previousId],
    ['anonymous_id', subject.previousId],
    ...emails.map((email): Named => ['email', email]),
    ...phones.map((phone): Named => ['phone', phone]),
  ])
}

type Named = [SubjectKind, string | null]

/** What a browser and a shop's server both know of one purchase: it leads from the order to the device. */
export function tokensOf(keys: WorkspaceKeys, orderId: string | null, fields: readonly JsonObject[]): SubjectRef[] {
  const find = (names: readonly string[]) =>
    fields.flatMap((object) => names.map((name) => tokenText(object[name]))).find((text) => text !== null) ?? null
  return refsOf(keys, [
    ['order_id', orderId === null ? null : orderId.trim()],
    ['cart_token', find(cartNames)],
    ['checkout_token', find(checkoutNames)],
  ])
}

const cartNames = ['cart_token', 'cartToken', 'cart_id', 'cartId']
const checkoutNames = ['checkout_token', 'checkoutToken', 'checkout_id', 'checkoutId']

function tokenText(value: Json | undefined): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' && text.length <= idLengthMax ? text.trim() : null
}

function refsOf(keys: WorkspaceKeys, named: Named[]): SubjectRef[] {
  const refs = named.flatMap(([kind, value]) =>
    value === null ? [] : [{ key: subjectKeyFor(keys, kind, value), kind }],
  )
  return refs.filter(({ key }, at) => refs.findIndex((one) => one.key === key) === at)
}
