import { randomBytes } from 'node:crypto'
import { type ReceiptSigner, receiptSigner } from './receipts/signer.ts'
import { deriveKey, hmac, open, seal } from './seal.ts'

/**
 * Keys of the installation, all from one master key that is never in a database. `KeyProvider` is the seam for KMS and
 * HSM: they wrap and unwrap data keys, nothing else of the master is used there.
 */
export interface KeyProvider {
  wrap(dataKey: Uint8Array, workspaceId: string): string
  unwrap(wrapped: string, workspaceId: string): Uint8Array
}

export interface MasterKey extends KeyProvider {
  /** Stored in control: refuses to start with another master key. */
  fingerprint: string
  /** For the HMAC under which API keys are looked up. */
  pepper: Uint8Array
  /** Signs seals over decisions; derived here, so it is in no database either. */
  receipts(): ReceiptSigner
}

export function masterKeyFrom(secret: Uint8Array): MasterKey {
  if (secret.length !== 32) throw new Error('the master key must be 32 bytes')
  const wrapping = deriveKey(secret, 'wrap-data-keys')
  return {
    fingerprint: hmac(deriveKey(secret, 'fingerprint'), 'tracklayer').toString('hex').slice(0, 16),
    pepper: deriveKey(secret, 'api-key-pepper'),
    receipts: () => receiptSigner(deriveKey(secret, 'receipt-signing')),
    wrap: (dataKey, workspaceId) => seal(wrapping, Buffer.from(dataKey).toString('base64'), `data-key:${workspaceId}`),
    unwrap: (wrapped, workspaceId) => Buffer.from(open(wrapping, wrapped, `data-key:${workspaceId}`), 'base64'),
  }
}

export function newDataKey(): Uint8Array {
  return randomBytes(32)
}

/** One key a use, so that no value made for one can stand in for another. */
export interface WorkspaceKeys {
  sealing: Uint8Array
  subjects: Uint8Array
  /** Blinds the keys of those nobody may be told of. */
  blinding: Uint8Array
  eventIds: Uint8Array
}

export function workspaceKeys(dataKey: Uint8Array): WorkspaceKeys {
  return {
    sealing: deriveKey(dataKey, 'seal'),
    subjects: deriveKey(dataKey, 'subject-keys'),
    blinding: deriveKey(dataKey, 'blinded-subject-keys'),
    eventIds: deriveKey(dataKey, 'event-ids'),
  }
}
