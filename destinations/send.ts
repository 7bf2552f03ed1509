import { lookup } from 'node:dns/promises'
import { Agent, type buildConnector } from 'undici'
import { UnavailableError } from '../core/errors.ts'
import type { VendorAnswer, VendorRequest } from './contract.ts'
import { startDeadline } from './deadline.ts'
import { egressRules, urlToSend } from './egress.ts'
import { exchange } from './exchange.ts'
import { guardedConnector, type Resolve } from './guarded-connect.ts'

/**
 * The check that permits sending (design 7). `isFresh` is asked at the moment the first byte would be written; when it
 * says no, nothing is written, `refresh` runs, and the request starts anew. What `refresh` throws is what `send` throws.
 */
export interface FirstByteCheck {
  isFresh(): boolean
  refresh(): Promise<void>
}

export interface SendHooks {
  beforeFirstByte: FirstByteCheck
  /** Aborting it ends the request as UnavailableError `aborted`. */
  signal?: AbortSignal
}

/** For a request that holds nothing of a person: a token, a test call. There is nothing to ask consent for. */
export const aboutNobody: SendHooks = { beforeFirstByte: { isFresh: () => true, refresh: () => Promise.resolve() } }

export interface Sender {
  send(request: VendorRequest, hooks: SendHooks): Promise<VendorAnswer>
  /** Waits for what is under way; may be called twice. */
  close(): Promise<void>
}

export interface SenderOptions {
  /** Exact `host:port` let through the private-address guard, where http is allowed, too. */
  egressAllow: readonly string[]
  /** For the whole of one `send`: look-up, connect, checks, request and answer. */
  timeoutMs: number
  resolve?: Resolve
  userAgent: string
  now?: () => Date
}

/** The one HTTP client. */
export function createSender(options: SenderOptions): Sender {
  const rules = egressRules(options.egressAllow)
  const resolve = options.resolve ?? ((hostname: string) => lookup(hostname, { all: true }))
  const agent = agentWith(guardedConnector({ rules, resolve, connectTimeoutMs: options.timeoutMs }))
  let closing: Promise<void> | null = null
  const { timeoutMs, userAgent, now = () => new Date() } = options
  return {
    async send(request, { beforeFirstByte, signal }) {
      const url = urlToSend(request.url, rules)
      const deadline = startDeadline({ timeoutMs, ...(signal && { stop: signal }) })
      const once = { agent, url, request, userAgent, now, signal: deadline.signal, isFresh: beforeFirstByte.isFresh }
      try {
        return await untilFresh(beforeFirstByte, { attempt: () => exchange(once), expired: deadline.expired })
      } finally {
        deadline.end()
      }
    },
    close: () => {
      closing ??= agent.close()
      return closing
    },
  }
}

/** A check that is stale five times running cannot be kept fresh now. */
const roundsMax = 5

/** A stale check aborts before the first byte and leaves the connection open, so the next round need not connect. */
async function untilFresh(
  check: FirstByteCheck,
  { attempt, expired }: { attempt: () => Promise<VendorAnswer | 'stale'>; expired: Promise<never> },
): Promise<VendorAnswer> {
  for (let round = 0; round < roundsMax; round += 1) {
    if (!check.isFresh()) await Promise.race([check.refresh(), expired])
    const answer = await attempt()
    if (answer !== 'stale') return answer
  }
  throw new UnavailableError('check_stale', 'the check before sending went stale again and again; nothing was sent')
}

function agentWith(connect: buildConnector.connector): Agent {
  return new Agent({
    connect,
    connections: 256,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // The deadline of `send` covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}
