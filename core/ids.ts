import type { StandardEvent } from './event.ts'
import type { WorkspaceKeys } from './keyring.ts'
import { hmac, sha256Hex } from './seal.ts'

/** UUIDv8 (RFC 9562): our own 122 bits with version and variant set. */
export function uuidFrom(bytes: Uint8Array): string {
  const b = Buffer.from(bytes.subarray(0, 16))
  b[6] = ((b[6] as number) & 0x0f) | 0x80
  b[8] = ((b[8] as number) & 0x3f) | 0x80
  const hex = b.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Deterministic, so that a repeat of a message names the same event on every driver and after every restart. */
export function eventIdFor(keys: WorkspaceKeys, sourceId: string, messageId: string): string {
  return uuidFrom(hmac(keys.eventIds, `${sourceId}\n${messageId}`))
}

export const subjectKinds = [
  'user_id',
  'anonymous_id',
  'email',
  'phone',
  'order_id',
  'cart_token',
  'checkout_token',
] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** What a person (or an order) is found by without keeping the identifier. Useless outside the workspace. */
export function subjectKeyFor(keys: WorkspaceKeys, kind: SubjectKind, normalised: string): string {
  return uuidFrom(hmac(keys.subjects, `${kind}\n${normalised}`))
}

/** Another for every event: whoever holds the database cannot tell that two refusals are one person's. */
export function blindedKeyFor(keys: WorkspaceKeys, eventId: string, subjectKey: string): string {
  return uuidFrom(hmac(keys.blinding, `${eventId}\n${subjectKey}`))
}

/** Event ids a vendor accepts everywhere: printable without spaces, at most 64. */
const plainVendorId = /^[A-Za-z0-9._~:-]{1,64}$/

/**
 * The id a vendor deduplicates on (design 7): an explicit `event_id`; else for orders and refunds
 * `<event key>.<order id>`; else the message id. The page makes the same one without a secret.
 */
export function vendorEventIdFor(event: {
  explicit: string | null
  standard: StandardEvent | null
  orderId: string | null
  messageId: string
}): string {
  const { explicit, standard, orderId, messageId } = event
  const isOrder = standard === 'purchase' || standard === 'refund'
  const id = explicit ?? (isOrder && orderId !== null ? `${standard}.${orderId}` : messageId)
  return plainVendorId.test(id) ? id : sha256Hex(id).slice(0, 32)
}
