import { type PresentedKey, parseKey } from '../core/api-keys.ts'
import type { Json } from '../core/json.ts'
import { Refusal } from './refusal.ts'

/**
 * Basic (key as user, empty password, the colon may be missing), Bearer, `?writeKey=` of beacons. Null = nothing was
 * presented and the body may hold one. A secret key counts only in the header: URLs and bodies end up in logs.
 */
export function keyOfRequest(headers: Headers, query: string | undefined): PresentedKey | null {
  const inHeader = keyText(headers.get('authorization'))
  if (inHeader !== null) return known(inHeader)
  return query === undefined || query === '' ? null : writeKeyOnly(query, 'secret_key_in_query')
}

export function keyOfBody(body: Json): PresentedKey {
  const writeKey = typeof body === 'object' && body !== null && !Array.isArray(body) ? body.writeKey : undefined
  if (typeof writeKey !== 'string' || writeKey === '') {
    throw new Refusal(401, 'key_missing', 'send a key: Authorization Basic or Bearer, or writeKey in the body')
  }
  return writeKeyOnly(writeKey, 'secret_key_in_body')
}

function writeKeyOnly(text: string, secretCode: string): PresentedKey {
  if (text.startsWith('sk_')) {
    throw new Refusal(401, secretCode, 'a secret key is taken from the Authorization header only: revoke this one')
  }
  return known(text)
}

function known(text: string): PresentedKey {
  const key = parseKey(text)
  if (key === null) throw invalidKey()
  return key
}

export function invalidKey(): Refusal {
  return new Refusal(401, 'key_invalid', 'the key is unknown, expired or revoked')
}

/** Null = no header or an empty user: browsers' older SDKs then have the key in the body. */
function keyText(header: string | null): string | null {
  if (header === null) return null
  const [, scheme, credentials] = /^\s*(basic|bearer)\s+(\S+)\s*$/i.exec(header) ?? []
  if (scheme === undefined || credentials === undefined) throw invalidKey()
  const text = scheme.toLowerCase() === 'bearer' ? credentials : basicUser(credentials)
  return text === '' ? null : text
}

function basicUser(credentials: string): string {
  const [user] = Buffer.from(credentials, 'base64').toString('utf8').split(':')
  return user ?? ''
}
