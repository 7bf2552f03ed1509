import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refreshToken } from '../../destinations/refresh-token.ts'
import { aboutNobody, createSender, type Sender } from '../../destinations/send.ts'
import { aTokenServer, refuseGrant, type TokenServer } from '../support/a-token-server.ts'

let server: TokenServer
let sender: Sender
beforeAll(async () => {
  server = await aTokenServer()
  sender = createSender({ egressAllow: [server.hostPort], timeoutMs: 5_000, userAgent: 'TrackLayer/test' })
})
afterAll(async () => {
  await sender.close()
  await server.close()
})
beforeEach(() => server.script(null))

const refresh = (client = server.client) => refreshToken(client, (request) => sender.send(request, aboutNobody))

test('the refresh grant is asked with client id and secret in the form', async () => {
  server.seen.length = 0
  expect(await refresh()).toEqual({ accessToken: 'access-1', refreshToken: null, expiresInSeconds: 3600 })
  const form = {
    client_id: 'client-1',
    client_secret: 'secret-of-client-1',
    grant_type: 'refresh_token',
    refresh_token: 'refresh-0',
  }
  expect(server.asked()).toEqual([form])
  expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/token' })
  expect(server.seen[0]?.headers['user-agent']).toBe('TrackLayer/test')
})

test('an answer that names no token type is a bearer token, as LinkedIn documents it', async () => {
  server.script(
    says(200, '{"access_token":"AQV","expires_in":86400,"refresh_token":"AQX","refresh_token_expires_in":525600}'),
  )
  expect(await refresh()).toEqual({ accessToken: 'AQV', refreshToken: 'AQX', expiresInSeconds: 86_400 })
})

const says = (status: number, body: string, headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => response.writeHead(status, headers).end(body)
}
const answers: [string, (response: ServerResponse) => unknown, string, string][] = [
  ['invalid_grant', refuseGrant, 'CredentialsRejectedError', 'oauth_invalid_grant'],
  ['invalid_client', says(401, '{"error":"invalid_client"}'), 'CredentialsRejectedError', 'oauth_invalid_client'],
  ['a bare 401', says(401, 'no'), 'CredentialsRejectedError', 'http_401'],
  [
    'temporarily_unavailable',
    says(400, '{"error":"temporarily_unavailable"}'),
    'UnavailableError',
    'oauth_temporarily_unavailable',
  ],
  ['a word that is no code', says(400, '{"error":"secret-of-client-1 is wrong"}'), 'UnavailableError', 'oauth_unknown'],
  ['a 503', says(503, 'later'), 'UnavailableError', 'http_503'],
  ['a 503 with Retry-After', says(503, '', { 'retry-after': '9' }), 'ThrottledError', 'http_503'],
  ['a 429', says(429, '{"error":"slow_down"}'), 'ThrottledError', 'http_429'],
  ['a redirect', says(302, '', { location: 'http://127.0.0.1:1/' }), 'UnavailableError', 'http_302'],
  ['a page of HTML', says(200, '<html>'), 'UnavailableError', 'oauth_unclear_answer'],
  ['a 404 in HTML', says(404, '<html>'), 'UnavailableError', 'oauth_unclear_answer'],
  ['an answer without a token', says(200, '{"token_type":"bearer"}'), 'UnavailableError', 'oauth_unclear_answer'],
  ['silence', () => undefined, 'UnavailableError', 'timeout'],
]

describe('an answer that is no token', () => {
  test.each(answers)('%s', async (_, script, name, code) => {
    server.script((response) => void script(response))
    const error = await refresh().catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ name, code })
    const words = `${(error as Error).stack} ${JSON.stringify(error)} ${String((error as Error).cause)}`
    for (const secret of ['secret-of-client-1', 'refresh-0']) expect(words).not.toContain(secret)
  })

  test('a token endpoint on a private address is refused', async () => {
    const closed = createSender({ egressAllow: [], timeoutMs: 250, userAgent: 'TrackLayer/test' })
    const refused = refreshToken(server.client, (request) => closed.send(request, aboutNobody))
    await expect(refused).rejects.toMatchObject({ name: 'InvalidSettingsError', code: 'egress_refused' })
    await closed.close()
  })
})
