import type { Row } from './checklist.ts'
import { type Answer, type Judgement, jsonAnswer, type Received } from './vendor.ts'

/** Google's OAuth 2 token endpoint, under the prefix of each destination that renews its access there. */
export const tokenPath = '/token'

export const tokenRows = {
  'oauth.method': { source: 'DOC', ref: '3 Auth', rule: 'the token endpoint takes posts' },
  'oauth.form': { source: 'DOC', ref: '3 Auth', rule: 'the body is a form with grant_type=refresh_token' },
  'oauth.client': { source: 'DOC', ref: '3 Auth', rule: 'client_id and client_secret are in the form' },
  'oauth.client_valid': {
    source: 'SANDBOX',
    ref: '3 Auth',
    rule: 'a client secret that contains invalid is refused (invalid_client)',
  },
  'oauth.refresh_token': { source: 'DOC', ref: '3 Auth', rule: 'refresh_token is in the form' },
  'oauth.grant_valid': {
    source: 'SANDBOX',
    ref: '3 Auth',
    rule: 'a refresh token that contains revoked or expired is refused (invalid_grant)',
  },
} as const satisfies Record<string, Omit<Row, 'id'>>

type TokenRow = keyof typeof tokenRows

export const tokenSecretFields = ['client_secret', 'refresh_token'] as const

interface TokenChecks {
  check(ok: boolean, name: TokenRow, path: string): boolean
  verdict(): Judgement['verdict']
}

export function judgeToken(received: Received, checks: TokenChecks, traceId: string): Judgement {
  const form = new URLSearchParams(received.raw)
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(received.headers['content-type'] ?? '')
  checks.check(received.method === 'POST', 'oauth.method', 'method')
  const hasGrant = checks.check(isForm && form.get('grant_type') === 'refresh_token', 'oauth.form', 'grant_type')
  const hasClient = checks.check(
    filled(form, 'client_id') && filled(form, 'client_secret'),
    'oauth.client',
    'client_id',
  )
  const hasToken = checks.check(filled(form, 'refresh_token'), 'oauth.refresh_token', 'refresh_token')
  const knownClient = checks.check(
    !/invalid/i.test(form.get('client_secret') ?? ''),
    'oauth.client_valid',
    'client_secret',
  )
  const validGrant = checks.check(
    !/revoked|expired/i.test(form.get('refresh_token') ?? ''),
    'oauth.grant_valid',
    'refresh_token',
  )
  const answer = (): Answer => {
    if (!hasGrant) return refusal(400, 'unsupported_grant_type', 'Invalid grant_type')
    if (!hasClient || !hasToken) return refusal(400, 'invalid_request', 'Missing required parameter')
    if (!knownClient) return refusal(401, 'invalid_client', 'Unauthorized')
    if (!validGrant) return refusal(400, 'invalid_grant', 'Token has been expired or revoked.')
    return jsonAnswer(200, { access_token: `ya29.sandbox-${traceId}`, expires_in: 3599, token_type: 'Bearer' })
  }
  return { verdict: checks.verdict(), answer: answer() }
}

function filled(form: URLSearchParams, name: string): boolean {
  return (form.get(name) ?? '').trim() !== ''
}

function refusal(status: number, error: string, description: string): Answer {
  return jsonAnswer(status, { error, error_description: description })
}
