import { createClient } from '@supabase/supabase-js'
import type { ZodType } from 'zod'
import { StoreUnavailableError } from '../../core/errors.ts'
import { repeatRolledBack } from './repeat-rolled-back.ts'
import { kindOfSqlState, StoreFailure } from './store-failure.ts'

export interface RpcOptions {
  /** The project's URL: `https://<ref>.supabase.co`. */
  url: string
  /** The project's publishable key: it opens the gateway and nothing behind it. */
  apiKey: string
  /** A short-lived token of the one role whose functions are called; asked for every call. */
  token(): Promise<string>
  timeoutMs?: number
}

/** Functions of schema `api` over HTTP. Fails with StoreFailure only. */
export interface Rpc {
  call<Answer>(name: string, parameters: Record<string, unknown>, shape: ZodType<Answer>): Promise<Answer>
}

interface Reply {
  data: unknown
  error: { code?: unknown; message?: unknown } | null
  /** 0 = no answer came. */
  status: number
}

/** Longer than the statement may take in the database, which then says so itself. */
const timeoutMsDefault = 16_000

export function openRpc({ url, apiKey, token, timeoutMs = timeoutMsDefault }: RpcOptions): Rpc {
  const client = createClient(url, apiKey, {
    db: { schema: 'api' },
    // The token goes with each call: given here, it would be asked for the unused Realtime, too, and its failure printed.
    accessToken: async () => null,
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  })
  return {
    async call(name, parameters, shape) {
      const authorization = `Bearer ${await tokenFor(name)}`
      const signal = AbortSignal.timeout(timeoutMs)
      const asked = client.rpc(name, parameters).setHeader('Authorization', authorization)
      const reply: Reply = await asked.abortSignal(signal)
      if (signal.aborted && reply.status === 0) throw new StoreFailure('away', 'timeout', name)
      if (failed(reply)) throw failureOf(reply, name)
      // Gateways answer 200 with a page of theirs, and supabase-js makes an empty success of some 404s.
      const answer = shape.safeParse(reply.data)
      if (!answer.success) throw new StoreFailure('away', 'answer_unreadable', name)
      return answer.data
    },
  }

  async function tokenFor(name: string): Promise<string> {
    try {
      return await token()
    } catch {
      throw new StoreFailure('away', 'no_token', name)
    }
  }
}

/** Whatever keeps the caller from an answer, nothing may be built on it: away. */
export function askOver(rpc: Rpc): Rpc['call'] {
  return async (name, parameters, shape) => {
    try {
      return await repeatRolledBack(() => rpc.call(name, parameters, shape))
    } catch (failure) {
      if (!(failure instanceof StoreFailure)) throw failure
      throw new StoreUnavailableError(failure.code, failure.message)
    }
  }
}

/** To supabase-js an error whose body is `null` is none, and a 404 without a body is a 204: only 200 is an answer. */
function failed({ error, status }: Reply): boolean {
  return error !== null || status !== 200
}

/**
 * Values Postgres cannot hold and rolled-back transactions mean what they mean over the driver; a lost connection is
 * repeated, ids make that harmless. Everything else – gateway, token, schema cache, a role that is not there – is the
 * store being away: nobody may lose an event over somebody's settings.
 */
function failureOf({ error, status }: Reply, where: string): StoreFailure {
  if (status === 0) return new StoreFailure('repeat', 'unreachable', where)
  const code = error?.code
  if (typeof code !== 'string' || !sqlState.test(code)) return new StoreFailure('away', httpCode(code, status), where)
  const kind = code === unknownRole ? 'away' : kindOfSqlState(code, !isAboutPartition(error?.message))
  return new StoreFailure(kind === 'broken' ? 'away' : kind, code, where)
}

const sqlState = /^[0-9A-Z]{5}$/
/** `invalid_parameter_value`: what Postgres says to `set role` for a role that does not exist. */
const unknownRole = '22023'

/** PostgREST does not pass the constraint's name on; a row without a partition is the one check violation without any. */
function isAboutPartition(message: unknown): boolean {
  return typeof message === 'string' && /^no partition of relation/.test(message)
}

function httpCode(code: unknown, status: number): string {
  return typeof code === 'string' && /^PGRST[0-9A-Z]{2,4}$/.test(code) ? code : `http_${status}`
}
