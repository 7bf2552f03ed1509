import type { WorkspaceKeys } from '../keyring.ts'
import { decodeText } from '../scrub/decode-text.ts'
import { findEmails } from '../scrub/find-emails.ts'
import { hmac } from '../seal.ts'
import { lowered, machineText } from './clean-text.ts'
import { internationalPhone } from './phone.ts'

export interface ReplacedId {
  id: string
  replaced: 'email' | 'phone' | null
}

/**
 * An id that holds an e-mail or is an E.164 phone becomes a keyed pseudonym before anything else sees it: one person keeps
 * one id however it was written. Plain digits are an order's or user's number, never a phone.
 */
export function replacePersonalId(id: string, keys: WorkspaceKeys): ReplacedId {
  const decoded = machineText(decodeText(id).text)
  // `auth0|a@x.com` is one person's, too: the whole id is folded, so that case and escapes do not split it.
  if (findEmails(decoded).length > 0)
    return { id: `em_${pseudonym(keys, 'email', lowered(decoded, 'NFKC'))}`, replaced: 'email' }
  const phone = phoneShape.test(decoded) ? internationalPhone(decoded) : null
  return phone === null ? { id, replaced: null } : { id: `ph_${pseudonym(keys, 'phone', phone)}`, replaced: 'phone' }
}

/** The whole id, not a phone inside one. */
const phoneShape = /^(?:tel:)?[\s(]*(?:\+|00)[\d\s()./-]{6,30}$/i

/** 128 bits: with the prefix still short enough for every vendor's id field. Not a subject key: those have another domain. */
function pseudonym(keys: WorkspaceKeys, kind: 'email' | 'phone', normalised: string): string {
  return hmac(keys.subjects, `personal_id.${kind}\n${normalised}`).toString('hex').slice(0, 32)
}
