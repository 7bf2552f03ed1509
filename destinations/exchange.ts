import type { Agent, Dispatcher } from 'undici'
import type { VendorAnswer, VendorRequest } from './contract.ts'
import { networkError } from './network-error.ts'
import { type Received, redactedAnswer } from './vendor-answer.ts'

export interface ExchangeOptions {
  agent: Agent
  url: URL
  request: VendorRequest
  userAgent: string
  signal: AbortSignal
  isFresh: () => boolean
  now: () => Date
}

/** Longer answers are cut: no vendor needs more words, and a hostile one must not fill the memory. */
const answerBytesMax = 64 * 1024

/** One request, one answer; `stale` = nothing was written because the check had aged. */
export function exchange(options: ExchangeOptions): Promise<VendorAnswer | 'stale'> {
  return new Promise((resolve, reject) => {
    const exchanged = handlerFor(options, { resolve, reject })
    options.agent.dispatch(dispatchOptions(options), exchanged)
  })
}

interface Outcome {
  resolve(answer: VendorAnswer | 'stale'): void
  reject(error: unknown): void
}

function handlerFor(options: ExchangeOptions, outcome: Outcome): Dispatcher.DispatchHandler {
  const { signal, isFresh } = options
  const received = { status: 0, headers: {}, chunks: [] as Buffer[], bytes: 0 } satisfies Received
  let controller: Dispatcher.DispatchController | null = null
  let settled = false

  const settle = (how: () => void) => {
    if (settled) return
    settled = true
    signal.removeEventListener('abort', onAbort)
    how()
  }
  const onAbort = () => {
    settle(() => outcome.reject(signal.reason))
    controller?.abort(new NothingMore())
  }
  const finish = () => settle(() => outcome.resolve(redactedAnswer(options.request, received, options.now())))

  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()

  return {
    // undici calls this synchronously right before it writes to the socket. A throw drops the request and keeps the
    // connection; `abort` would close it, and a slow connect would then make every check stale.
    onRequestStart(started) {
      if (settled) throw new NothingMore()
      if (!isFresh()) {
        settle(() => outcome.resolve('stale'))
        throw new NothingMore()
      }
      controller = started
    },
    onResponseStart(_, status, headers) {
      if (status < 200) return
      Object.assign(received, { status, headers })
    },
    onResponseData(current, chunk) {
      received.chunks.push(chunk.subarray(0, answerBytesMax - received.bytes))
      received.bytes += chunk.length
      if (received.bytes < answerBytesMax) return
      finish()
      current.abort(new NothingMore())
    },
    onResponseEnd: finish,
    onResponseError(_, error) {
      settle(() => outcome.reject(networkError(error)))
    },
  }
}

/** Ends a request whose outcome is settled already. */
class NothingMore extends Error {}

function dispatchOptions({ url, request, userAgent }: ExchangeOptions): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: { 'user-agent': userAgent, 'accept-encoding': 'identity', ...request.headers },
    body: request.body === undefined ? null : Buffer.from(request.body),
  }
}
