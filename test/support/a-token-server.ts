import type { ServerResponse } from 'node:http'
import type { OAuthClient } from '../../destinations/contract.ts'
import { aVendorServer, type SeenRequest, type VendorServer } from './a-vendor-server.ts'

export interface TokenServer extends VendorServer {
  client: OAuthClient
  /** The forms that arrived. */
  asked(): Record<string, string>[]
  /** What it answers from now on, instead of a token. */
  script(answer: ((response: ServerResponse) => void) | null): void
}

/** A token endpoint of OAuth 2 on a real port: `access-1`, `access-2` …; `rotates` = each refresh token is good once. */
export async function aTokenServer(options: { rotates?: boolean; expiresIn?: number } = {}): Promise<TokenServer> {
  const client = { clientId: 'client-1', clientSecret: 'secret-of-client-1', refreshToken: 'refresh-0' }
  let scripted: ((response: ServerResponse) => void) | null = null
  let issued = 0

  const answer = (request: SeenRequest, response: ServerResponse): void => {
    if (scripted !== null) scripted(response)
    else grant(request, response)
  }

  const grant = (request: SeenRequest, response: ServerResponse): void => {
    response.setHeader('content-type', 'application/json')
    const problem = problemOf(formOf(request), options.rotates ? `refresh-${issued}` : client.refreshToken)
    if (problem !== null) return void response.writeHead(400).end(JSON.stringify({ error: problem }))
    issued += 1
    response.end(
      JSON.stringify({
        access_token: `access-${issued}`,
        token_type: 'Bearer',
        expires_in: options.expiresIn ?? 3600,
        id_token: 'not.checked.here',
        ...(options.rotates && { refresh_token: `refresh-${issued}` }),
      }),
    )
  }

  const server = await aVendorServer(answer)
  return {
    ...server,
    client: { ...client, tokenUrl: `${server.url}/token` },
    asked: () => server.seen.map(formOf),
    script(next) {
      scripted = next
    },
  }

  function problemOf(form: Record<string, string>, refreshToken: string): string | null {
    if (form.grant_type !== 'refresh_token') return 'unsupported_grant_type'
    if (form.client_id !== client.clientId || form.client_secret !== client.clientSecret) return 'invalid_client'
    return form.refresh_token === refreshToken ? null : 'invalid_grant'
  }
}

export function refuseGrant(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: 'invalid_grant', error_description: 'refresh-0 was revoked' }))
}

function formOf({ body }: SeenRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body))
}
