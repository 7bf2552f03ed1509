import { CredentialsRejectedError } from '../core/errors.ts'
import type { OAuthClient } from '../destinations/contract.ts'
import type { RefreshedToken } from '../destinations/refresh-token.ts'
import type { TokenStore } from '../supabase/queries/ports.ts'
import { type AccessToken, openToken, sealToken, type TokenOwner } from './token-owner.ts'
import { tokenTimes } from './token-times.ts'

export interface RenewDeps {
  store: TokenStore
  refresh(client: OAuthClient): Promise<RefreshedToken>
  now(): Date
  pause(ms: number): Promise<unknown>
}

interface Claim {
  holder: string
  /** Of an earlier rotation; the configured one is used up then. */
  refreshSealed: string | null
  /** Due, and still good. */
  accessSealed: string | null
}

/** A refusal counts for everyone this long, a failure of the vendor less: an admin may have mended it meanwhile. */
const restSeconds = { refused: 10, unavailable: 3 } as const
const keepTries = 10
const keepAgainMs = 200

export async function renewToken(owner: TokenOwner, claim: Claim, deps: RenewDeps): Promise<AccessToken> {
  const { workspaceId, destinationId } = owner
  const row = { workspaceId, destinationId, holder: claim.holder }
  try {
    const fresh = await deps.refresh(clientFor(owner, claim.refreshSealed))
    return await kept(owner, { row, fresh }, deps)
  } catch (error) {
    const kind = error instanceof CredentialsRejectedError ? 'refused' : 'unavailable'
    await deps.store.fail({ ...row, kind, code: codeOf(error), restSeconds: restSeconds[kind] })
    if (kind === 'refused' || claim.accessSealed === null) throw error
    const text = openToken(owner, claim.accessSealed)
    return { text, sealed: claim.accessSealed, renewAt: deps.now().toISOString(), isNew: false }
  }
}

function clientFor(owner: TokenOwner, refreshSealed: string | null): OAuthClient {
  return refreshSealed === null ? owner.client : { ...owner.client, refreshToken: openToken(owner, refreshSealed) }
}

async function kept(
  owner: TokenOwner,
  of: { row: { workspaceId: string; destinationId: string; holder: string }; fresh: RefreshedToken },
  deps: RenewDeps,
): Promise<AccessToken> {
  const { row, fresh } = of
  const times = tokenTimes(fresh.expiresInSeconds, deps.now())
  const accessSealed = sealToken(owner, fresh.accessToken)
  const refreshSealed = fresh.refreshToken === null ? null : sealToken(owner, fresh.refreshToken)
  await keep({ ...row, ...times, accessSealed, refreshSealed }, deps)
  return { text: fresh.accessToken, sealed: accessSealed, renewAt: times.renewAt, isNew: true }
}

/** A rotated refresh token that is not written is lost, and the access with it. */
async function keep(token: Parameters<TokenStore['keep']>[0], deps: RenewDeps): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await deps.store.keep(token)
      return
    } catch (error) {
      if (tries === keepTries) throw error
      await deps.pause(keepAgainMs * tries)
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal_error'
}
