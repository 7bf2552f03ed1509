import { LRUCache } from 'lru-cache'
import { StoreUnavailableError, UnavailableError } from '../core/errors.ts'
import { claimToken, type TokenDeps } from './claim-token.ts'
import type { AccessToken, TokenOwner } from './token-owner.ts'

export interface AccessTokens {
  /** `spoiled`: a token the vendor refused before its time. */
  current(owner: TokenOwner, spoiled?: AccessToken): Promise<AccessToken>
}

/** Renewed once for all processes and before expiry; sealed at rest, in memory while it is good. */
export function createAccessTokens(deps: TokenDeps): AccessTokens {
  const known = new LRUCache<string, AccessToken>({ max: 5_000 })
  const asked = new Map<string, Promise<AccessToken>>()

  return {
    async current(owner, spoiled) {
      const id = idOf(owner)
      const token = known.get(id)
      const isGood = token !== undefined && token.sealed !== spoiled?.sealed && deps.now().toISOString() < token.renewAt
      if (isGood) return token
      // Many requests of one lease ask at once: one question serves them all.
      const question = `${id} ${spoiled?.sealed ?? ''}`
      const asking = asked.get(question) ?? ask(owner, spoiled).finally(() => asked.delete(question))
      asked.set(question, asking)
      return asking
    },
  }

  async function ask(owner: TokenOwner, spoiled: AccessToken | undefined): Promise<AccessToken> {
    try {
      const token = await claimToken(owner, spoiled?.sealed ?? null, deps)
      known.set(idOf(owner), { ...token, isNew: false })
      return token
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw new UnavailableError('store_unavailable', error.message)
      throw error
    }
  }
}

function idOf({ destinationId, configVersion }: TokenOwner): string {
  return `${destinationId} ${configVersion}`
}
