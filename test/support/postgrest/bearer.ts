import { randomBytes } from 'node:crypto'
import { type JWTPayload, errors as joseErrors, jwtVerify } from 'jose'

export interface Reply {
  status: number
  body: string
}

export interface Bearer {
  role: string
  claims: JWTPayload
  authenticated: boolean
}

export function newJwtSecret(): string {
  return randomBytes(32).toString('base64')
}

/** Who comes: the token's role, `anon` without a token, or PostgREST's refusal. */
export async function bearerOf(authorization: string | undefined, secret: string): Promise<Bearer | Reply> {
  if (authorization === undefined) return { role: 'anon', claims: { role: 'anon' }, authenticated: false }
  try {
    const key = new TextEncoder().encode(secret)
    const options = { algorithms: ['HS256'], clockTolerance: 30 }
    const { payload } = await jwtVerify(authorization.replace(/^Bearer /i, ''), key, options)
    return { role: String(payload.role ?? 'anon'), claims: payload, authenticated: true }
  } catch (error) {
    const isExpired = error instanceof joseErrors.JWTExpired
    return refusal(401, isExpired ? 'PGRST303' : 'PGRST301', isExpired ? 'JWT expired' : 'JWT cannot be verified')
  }
}

export function refusal(status: number, code: string, message: string): Reply {
  return { status, body: JSON.stringify({ code, details: null, hint: null, message }) }
}
