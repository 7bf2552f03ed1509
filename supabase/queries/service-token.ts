import { SignJWT } from 'jose'
import type { ServiceRole } from './database.ts'

export interface ServiceTokenOptions {
  /** The project's JWT secret (HS256). */
  secret: string
  role: ServiceRole
  nowMs(): number
  ttlSeconds?: number
}

const ttlSecondsDefault = 120

/** A token of one service role and nothing else, made anew when half of its life is over. */
export function createServiceToken(options: ServiceTokenOptions): () => Promise<string> {
  const { secret, role, nowMs, ttlSeconds = ttlSecondsDefault } = options
  const key = new TextEncoder().encode(secret)
  let token = { text: '', goodUntilMs: 0 }

  return async () => {
    if (nowMs() >= token.goodUntilMs) {
      const issuedAt = Math.floor(nowMs() / 1000)
      token = { text: await signed(issuedAt), goodUntilMs: (issuedAt + ttlSeconds / 2) * 1000 }
    }
    return token.text
  }

  function signed(issuedAt: number): Promise<string> {
    return new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('tracklayer')
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ttlSeconds)
      .sign(key)
  }
}
