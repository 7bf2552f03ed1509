import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { sha256Hex } from '../seal.ts'

export interface Signed {
  keyId: string
  /** Ed25519, base64. */
  signature: string
}

export interface ReceiptVerifier {
  keyId: string
  /** SPKI, base64: with it and an exported head anybody can check. */
  publicKey: string
  verifies(text: string, signed: Signed): boolean
}

export interface ReceiptSigner extends ReceiptVerifier {
  sign(text: string): Signed
}

/** RFC 8410: what an Ed25519 seed is wrapped in as PKCS #8. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

export function receiptSigner(seed: Uint8Array): ReceiptSigner {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const keyId = sha256Hex(spki).slice(0, 16)
  return {
    keyId,
    publicKey: spki,
    sign: (text) => ({ keyId, signature: sign(null, Buffer.from(text), privateKey).toString('base64') }),
    verifies: (text, signed) => signed.keyId === keyId && isSignedBy(publicKey, text, signed.signature),
  }
}

function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}
