import type { Pool } from './database.ts'
import type { TokenClaim, TokenStore } from './ports.ts'

export function createTokenStore(pool: Pool): TokenStore {
  return {
    claim: (request) =>
      pool.ask<TokenClaim>(
        'claim_oauth_token',
        (sql) => sql`select api.claim_oauth_token(${JSON.stringify(request)}::text::jsonb) as answer`,
      ),
    keep: (token) =>
      pool.ask<boolean>(
        'keep_oauth_token',
        (sql) => sql`select api.keep_oauth_token(${JSON.stringify(token)}::text::jsonb) as answer`,
      ),
    fail: (failure) =>
      pool.ask<boolean>(
        'fail_oauth_token',
        (sql) => sql`select api.fail_oauth_token(${JSON.stringify(failure)}::text::jsonb) as answer`,
      ),
  }
}
