import { randomUUID } from 'node:crypto'
import { CredentialsRejectedError, type DeliveryError, UnavailableError } from '../core/errors.ts'
import type { TokenClaim } from '../supabase/queries/ports.ts'
import { type RenewDeps, renewToken } from './renew-token.ts'
import { type AccessToken, openToken, type TokenOwner, tokenKey } from './token-owner.ts'

export type TokenDeps = RenewDeps

/** Longer than one call of a token endpoint and the writes after it take; a holder that died is replaced then. */
const holdSeconds = 40
/** Who waits asks this often and this long; then the delivery is retried. */
const askAgainMs = 100
const askTimes = 100

/** The stored token, or a new one: whoever gets the row renews, the others use what is still good or wait. */
export async function claimToken(owner: TokenOwner, spoiled: string | null, deps: TokenDeps): Promise<AccessToken> {
  const key = tokenKey(owner)
  const holder = randomUUID()
  for (let asking = 0; asking < askTimes; asking += 1) {
    const now = deps.now().toISOString()
    const claim = await deps.store.claim({ ...key, holder, now, holdSeconds, spoiled })
    if (claim.state === 'claimed') return renewToken(owner, { holder, ...claim }, deps)
    const token = foundToken(owner, claim, now)
    if (token !== null) return token
    await deps.pause(askAgainMs)
  }
  throw new UnavailableError('oauth_busy', 'the access is being renewed elsewhere')
}

/** Null = wait. A token that is due is good to its end, unless the vendor refused the renewal: then an admin must act. */
function foundToken(
  owner: TokenOwner,
  claim: Exclude<TokenClaim, { state: 'claimed' }>,
  now: string,
): AccessToken | null {
  switch (claim.state) {
    case 'valid':
      return opened(owner, claim.accessSealed, claim.renewAt)
    case 'busy':
      return claim.accessSealed === null ? null : opened(owner, claim.accessSealed, now)
    case 'failed':
      if (claim.accessSealed === null || claim.kind === 'refused') throw earlierFailure(claim)
      return opened(owner, claim.accessSealed, now)
    case 'outdated':
      throw new UnavailableError('oauth_outdated', 'the credentials were just replaced')
  }
}

function opened(owner: TokenOwner, sealed: string, renewAt: string): AccessToken {
  return { text: openToken(owner, sealed), sealed, renewAt, isNew: false }
}

function earlierFailure({ kind, code }: { kind: 'refused' | 'unavailable'; code: string }): DeliveryError {
  return kind === 'refused'
    ? new CredentialsRejectedError(code, 'the vendor refused to renew the access a moment ago')
    : new UnavailableError(code, 'the access could not be renewed a moment ago')
}
