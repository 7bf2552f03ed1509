import * as oauth from 'oauth4webapi'
import { CredentialsRejectedError, type DeliveryError, ThrottledError, UnavailableError } from '../core/errors.ts'
import { isJsonObject } from '../core/json.ts'
import type { OAuthClient, VendorAnswer, VendorRequest } from './contract.ts'
import { classOfStatus, errorForStatus } from './error-for-status.ts'

export interface RefreshedToken {
  accessToken: string
  /** Null = the old one stays good. */
  refreshToken: string | null
  /** Null = the vendor does not say. */
  expiresInSeconds: number | null
}

/**
 * The refresh grant (RFC 6749, 6) through the one HTTP client. Throws CredentialsRejectedError when the vendor refuses
 * client or token, which no retry mends; everything else heals. No text of the vendor is kept: it may quote a secret
 * of the form, which the client does not know to mask.
 */
export async function refreshToken(
  client: OAuthClient,
  send: (request: VendorRequest) => Promise<VendorAnswer>,
): Promise<RefreshedToken> {
  const server = { issuer: new URL(client.tokenUrl).origin, token_endpoint: client.tokenUrl }
  const clientId = { client_id: client.clientId }
  // Client id and secret in the form: what Google, LinkedIn and Microsoft document.
  const clientSecret = oauth.ClientSecretPost(client.clientSecret)
  const response = await oauth.refreshTokenGrantRequest(server, clientId, clientSecret, client.refreshToken, {
    [oauth.customFetch]: fetchThrough(send),
    // Plain http is the sender's to refuse: it knows what the operator let through.
    [oauth.allowInsecureRequests]: true,
  })
  const answer = await oauth.processRefreshTokenResponse(server, clientId, response).catch((error: unknown) => {
    throw deliveryErrorOf(error)
  })
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresInSeconds: answer.expires_in ?? null,
  }
}

type TokenFetch = NonNullable<oauth.TokenEndpointRequestOptions[typeof oauth.customFetch]>

function fetchThrough(send: (request: VendorRequest) => Promise<VendorAnswer>): TokenFetch {
  // The library signs with its own name; the sender has ours.
  return async (url, { headers: { 'user-agent': _, ...headers }, body }) => {
    const answer = await send({ method: 'POST', url, headers, body: String(body) })
    if (!speaksOAuth(answer)) throw errorOf(answer)
    return new Response(readable(answer), {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
    })
  }
}

function speaksOAuth({ status, json }: VendorAnswer): boolean {
  if (status === 200) return true
  return status >= 400 && status < 429 && isJsonObject(json) && typeof json.error === 'string'
}

/** A 4xx in other words is no verdict on the event that waits for the token. */
function errorOf(answer: VendorAnswer): DeliveryError {
  return classOfStatus(answer.status) === 'rejected' ? unclear(answer.status) : errorForStatus(answer)
}

/**
 * An id token says who logged in, which nobody asks here; checking it would need the issuer's keys. LinkedIn names no
 * `token_type` (DOC "Programmatic refresh tokens"), though RFC 6749 5.1 wants one: its tokens are bearers.
 */
function readable({ json, text }: VendorAnswer): string {
  if (!isJsonObject(json)) return text
  const { id_token: _, ...rest } = json
  return JSON.stringify('access_token' in rest ? { token_type: 'Bearer', ...rest } : rest)
}

const refusals = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_request',
  'unsupported_grant_type',
  'access_denied',
])

function deliveryErrorOf(error: unknown): DeliveryError {
  if (!(error instanceof oauth.ResponseBodyError)) return unclear(null)
  const { status } = error
  const word = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'unknown'
  const message = `the vendor did not renew the access: ${word}`
  if (refusals.has(word)) return new CredentialsRejectedError(`oauth_${word}`, message, status)
  if (word === 'slow_down') return new ThrottledError('oauth_slow_down', message, status, null)
  return new UnavailableError(`oauth_${word}`, message, status)
}

function unclear(status: number | null): DeliveryError {
  return new UnavailableError('oauth_unclear_answer', 'the token endpoint did not answer as OAuth 2 does', status)
}
