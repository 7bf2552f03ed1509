import { CredentialsRejectedError } from '../core/errors.ts'
import type { DeliverContext, DeliverResult } from '../destinations/contract.ts'
import type { AccessToken } from './token-owner.ts'

type Context = DeliverContext<unknown, unknown>

/** A token may be withdrawn before its time: the first 401 throws it away, and the batch goes once more with a new one. */
export async function deliverWithToken(
  deliver: (ctx: Context) => Promise<DeliverResult>,
  ctx: Context,
  token: (spoiled?: AccessToken) => Promise<AccessToken>,
): Promise<DeliverResult> {
  let used: AccessToken | undefined
  const withToken = (spoiled?: AccessToken): Context => ({
    ...ctx,
    async accessToken() {
      used = await token(spoiled)
      return used.text
    },
  })
  try {
    return await deliver(withToken())
  } catch (error) {
    if (used === undefined || used.isNew || !isTokenRefused(error)) throw error
    return deliver(withToken(used))
  }
}

/** 403 and the vendors' other refusals are about rights, which a new token does not change. */
function isTokenRefused(error: unknown): boolean {
  return error instanceof CredentialsRejectedError && error.status === 401
}
