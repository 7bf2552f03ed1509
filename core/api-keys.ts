import { randomBytes } from 'node:crypto'
import { hmac, sha256Hex } from './seal.ts'

/**
 * Write key: `wk_` + 24 characters (144 bits), public, bound to a source.
 * Secret key: `sk_` + 43 characters (256 bits) + 6 of checksum, so that scanners and typing errors are told apart offline.
 */
export type KeyKind = 'write' | 'secret'

export interface PresentedKey {
  kind: KeyKind
  text: string
}

const writeKeyForm = /^wk_[A-Za-z0-9_-]{24}$/
const secretKeyForm = /^sk_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/

export type RandomBytes = (size: number) => Uint8Array

export function makeWriteKey(random: RandomBytes = randomBytes): string {
  return `wk_${base64url(random(18))}`
}

export function makeSecretKey(random: RandomBytes = randomBytes): string {
  const secret = base64url(random(32))
  return `sk_${secret}${checksumOf(secret)}`
}

/** Null for everything that no issued key can look like: refused without a look-up. */
export function parseKey(text: string): PresentedKey | null {
  if (writeKeyForm.test(text)) return { kind: 'write', text }
  const [, secret, checksum] = secretKeyForm.exec(text) ?? []
  if (secret === undefined || checksum !== checksumOf(secret)) return null
  return { kind: 'secret', text }
}

/** What a key is found by. The pepper comes from the master key and never is in a database. */
export function keyLookup(pepper: Uint8Array, text: string): string {
  return hmac(pepper, `api-key\n${text}`).toString('hex')
}

/** First characters, for people: `wk_4f9a`. */
export function keyHint(text: string): string {
  return text.slice(0, 7)
}

function checksumOf(secret: string): string {
  return base64url(Buffer.from(sha256Hex(`tracklayer-key\n${secret}`), 'hex')).slice(0, 6)
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
