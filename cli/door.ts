import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import type { Io } from './io.ts'
import { runningInstance } from './running-instance.ts'
import { parseSettings } from './settings.ts'

/** The HTTP doors of a running TrackLayer, asked with a secret key. */
export interface Door {
  get(path: string, query?: Record<string, string | undefined>): Promise<Json>
  post(path: string, body: Json): Promise<Json>
  /** A page for people. */
  page(path: string, body: Json): Promise<string>
}

/** `TRACKLAYER_URL` and `TRACKLAYER_SECRET_KEY` for an instance elsewhere; else the one that runs on this home. */
export async function openDoor(io: Io, options: { workspace?: string }): Promise<Door> {
  const { url, secretKey } = await target(io, options)
  const call = (path: string, init: RequestInit) => answerOf(io, new URL(path, url), { secretKey, init })
  const post = (body: Json) => ({ method: 'POST', body: JSON.stringify(body) })
  return {
    get: async (path, query = {}) =>
      (await call(`${path}${queryText(query)}`, { method: 'GET' })).json() as Promise<Json>,
    post: async (path, body) => (await call(path, post(body))).json() as Promise<Json>,
    page: async (path, body) => (await call(path, post(body))).text(),
  }
}

async function target(io: Io, { workspace }: { workspace?: string }): Promise<{ url: string; secretKey: string }> {
  const { TRACKLAYER_URL: url, TRACKLAYER_SECRET_KEY: secretKey } = io.env
  if (url && secretKey) return { url, secretKey }
  const { ingestUrl, workspaces } = await runningInstance(io, parseSettings(io.env).home)
  const named = workspaces.find(({ id, slug }) => workspace === undefined || workspace === slug || workspace === id)
  if (named !== undefined) return { url: ingestUrl, secretKey: named.secretKey }
  const known = workspaces.map(({ id, slug }) => slug ?? id).join(', ')
  throw new UserError('unknown_workspace', `there is no workspace ${workspace} here, only ${known}`)
}

async function answerOf(io: Io, url: URL, call: { secretKey: string; init: RequestInit }): Promise<Response> {
  const headers = { authorization: `Bearer ${call.secretKey}`, 'content-type': 'application/json' }
  const response = await io.fetch(url, { ...call.init, headers }).catch(() => {
    throw new UserError('not_reachable', `${url.origin} does not answer: is TrackLayer running?`)
  })
  if (response.ok) return response
  throw refusalFrom(response.status, await response.json().catch(() => null))
}

const Refusal = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string().optional() }),
})

function refusalFrom(status: number, body: unknown): UserError {
  const parsed = Refusal.safeParse(body)
  if (!parsed.success) return new UserError('refused', `the server answered ${status}`)
  const { code, message, requestId } = parsed.data.error
  return new UserError(code, `${message} (${code}, HTTP ${status}${requestId ? `, request ${requestId}` : ''})`)
}

function queryText(query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
