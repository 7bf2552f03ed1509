import { canonicalJson } from '../core/json.ts'
import { deriveKey, hmac, open, seal } from '../core/seal.ts'
import type { OAuthClient } from '../destinations/contract.ts'
import type { TokenKey } from '../supabase/queries/ports.ts'
import type { Outfit } from './outfit.ts'

/** One destination as its lease found it. */
export interface TokenOwner {
  workspaceId: string
  destinationId: string
  configVersion: number
  client: OAuthClient
  sealingKey: Uint8Array
}

export interface AccessToken {
  text: string
  sealed: string
  renewAt: string
  /** Renewed by this very call: a refusal of it is no matter of age. */
  isNew: boolean
}

/** Null = the type speaks no OAuth. */
export function tokenOwnerOf(
  { definition, settings, credentials, keys }: Outfit,
  of: Pick<TokenOwner, 'workspaceId' | 'destinationId' | 'configVersion'>,
): TokenOwner | null {
  const client = definition.oauth?.(settings, credentials)
  return client === undefined ? null : { ...of, client, sealingKey: keys.sealing }
}

/** The fingerprint is under the workspace's key: nobody can test a guessed secret against it. */
export function tokenKey({ workspaceId, destinationId, configVersion, client, sealingKey }: TokenOwner): TokenKey {
  const fingerprint = hmac(deriveKey(sealingKey, 'oauth-client'), canonicalJson(client)).toString('hex')
  return { workspaceId, destinationId, configVersion, fingerprint }
}

export function openToken(owner: TokenOwner, text: string): string {
  return open(owner.sealingKey, text, sealContext(owner))
}

export function sealToken(owner: TokenOwner, text: string): string {
  return seal(owner.sealingKey, text, sealContext(owner))
}

function sealContext({ destinationId }: TokenOwner): string {
  return `oauth:${destinationId}`
}
