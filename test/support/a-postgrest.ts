import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import postgres from 'postgres'
import { bearerOf, newJwtSecret, type Reply } from './postgrest/bearer.ts'
import { callFunction } from './postgrest/call-function.ts'

/**
 * A STAND-IN of PostgREST behind Supabase's gateway, for want of its program: a real HTTP server over a real Postgres.
 *
 * It does: `POST /rest/v1/rpc/:fn`; the gateway's `apikey`; HS256 tokens with `exp` and `role`; schemas `public` (the
 * default) and `api` by Content-Profile; named parameters by the function's own signature; one transaction with
 * `set local role` and `request.jwt.claims`; PostgREST 14's error bodies, codes and statuses.
 *
 * It leaves out: tables, views and GET; sets (and so the silent cut at 1,000 rows: our functions answer one jsonb);
 * overloads and variadic parameters; Prefer, CSV, plans; asymmetric keys and audiences; the schema cache (it asks the
 * catalogue each time); the gateway's own limits.
 */
export interface PostgrestStandIn {
  url: string
  apiKey: string
  jwtSecret: string
  /** Functions that were asked for, in order, also in vain. */
  calls: string[]
  /** The next calls, of one function if named, or all until told otherwise; null = work. */
  misbehave(how: Misbehaviour | null, which?: { times?: number; only?: string }): void
  close(): Promise<void>
}

export type Misbehaviour =
  | { kind: 'answer'; status: number; body: string }
  | { kind: 'hang' }
  /** The connection breaks before anything was done. */
  | { kind: 'reset' }
  /** The transaction commits, then the connection breaks: the caller cannot know. */
  | { kind: 'reset_after_commit' }
  /** The transaction commits, and half of the answer arrives. */
  | { kind: 'cut' }

export async function aPostgrest(databaseUrl: string): Promise<PostgrestStandIn> {
  const sql = postgres(databaseUrl, { max: 8, onnotice: () => undefined })
  const jwtSecret = newJwtSecret()
  const calls: string[] = []
  const sockets = new Set<Socket>()
  let planned: { how: Misbehaviour | null; times: number; only?: string } = { how: null, times: 0 }

  function misbehaviourFor(name: string): Misbehaviour | null {
    if (planned.times === 0 || (planned.only ?? name) !== name) return null
    planned.times -= 1
    return planned.how
  }

  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const name = /^\/rest\/v1\/rpc\/([a-z_]+)$/.exec(request.url ?? '')?.[1] ?? ''
    calls.push(name)
    const misbehaviour = misbehaviourFor(name)
    if (misbehaviour?.kind === 'hang') return
    if (misbehaviour?.kind === 'reset') return void request.socket.resetAndDestroy()
    if (misbehaviour?.kind === 'answer') return send(response, misbehaviour)
    const reply = await answerTo(request, name, body)
    if (misbehaviour?.kind === 'reset_after_commit') return void request.socket.resetAndDestroy()
    if (misbehaviour?.kind === 'cut') return sendHalf(response, reply)
    send(response, reply)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })

  async function answerTo(request: IncomingMessage, name: string, body: string): Promise<Reply> {
    if (request.headers.apikey !== apiKey) return gatewayRefusal
    const bearer = await bearerOf(request.headers.authorization, jwtSecret)
    if ('status' in bearer) return bearer
    const schema = String(request.headers['content-profile'] ?? 'public')
    return callFunction(sql, { ...bearer, schema, name, body })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    jwtSecret,
    calls,
    misbehave: (how, which = {}) => {
      planned = { how, times: Number.POSITIVE_INFINITY, ...which }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await sql.end({ timeout: 1 })
    },
  }
}

const apiKey = 'sb_publishable_stand_in'
const gatewayRefusal: Reply = { status: 401, body: JSON.stringify({ message: 'No API key found in request' }) }

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body)
}

function sendHalf(response: ServerResponse, { status, body }: Reply): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
