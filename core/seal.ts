import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** AES-256-GCM, envelope `version(1) | iv(12) | tag(16) | ciphertext`, base64. `context` is bound as AAD: a sealed value cannot be moved to another row. */
export function seal(key: Uint8Array, plaintext: string, context: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), body]).toString('base64')
}

/** Throws when the key, the context or a byte is wrong. */
export function open(key: Uint8Array, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes[0] !== 1 || bytes.length < 29) throw new Error('sealed value has an unknown format')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(13, 29))
  return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8')
}

/** Bound into every sealed value of an event: moved to another row it does not open. */
export function eventSealContext(eventId: string): string {
  return `event:${eventId}`
}

export function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'tracklayer', purpose, 32))
}

export function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', keyObjectOf(key)).update(text, 'utf8').digest()
}

/** Made once a key: given bytes, every call of createHmac makes one anew, which cost a tenth of an event. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>()

function keyObjectOf(key: Uint8Array): KeyObject {
  const known = keyObjects.get(key)
  if (known !== undefined) return known
  const made = createSecretKey(key)
  keyObjects.set(key, made)
  return made
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
