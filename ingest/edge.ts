import { AsyncLocalStorage } from 'node:async_hooks'
import { Redis } from '@upstash/redis/cloudflare'
import { UserError } from '../core/errors.ts'
import { masterKeyFrom } from '../core/keyring.ts'
import { createIngestApp } from './app.ts'
import { createConsoleLog } from './console-log.ts'
import { type EdgeRequest, fromFirstHop } from './edge-first-hop.ts'
import { type EdgeSettings, parseEdgeSettings } from './edge-settings.ts'
import { edgeStores, type RequestStores } from './edge-stores.ts'
import type { Limiter } from './limits/limiter.ts'
import { memoryLimiter } from './limits/memory-limiter.ts'
import { upstashLimiter } from './limits/upstash-limiter.ts'
import type { IngestMetrics, Log } from './ports.ts'
import { wireIngest } from './wire-deps.ts'

interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void
}

type Answering = (request: EdgeRequest, context: ExecutionContext) => Promise<Response>

let answering: Answering | null = null

/** Ingest as a Worker module: the same app as on Node, wired to what an isolate has. */
export default {
  async fetch(request: EdgeRequest, bindings: Record<string, unknown>, context: ExecutionContext): Promise<Response> {
    try {
      answering ??= openIsolate(parseEdgeSettings(bindings))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      logTo('error').error({ err: error, path: error.path }, 'edge.bad_setting')
      return misconfigured()
    }
    return answering(request, context)
  },
}

/** Caches live as long as the isolate, connections as long as a request: workerd refuses a socket to another request. */
function openIsolate(settings: EdgeSettings): Answering {
  const log = logTo(settings.logLevel)
  const ofRequest = new AsyncLocalStorage<RequestStores>()
  const { deps, watch } = wireIngest({
    ...storesOf(settings, ofRequest),
    regionHosts: settings.regionHosts,
    masterKey: masterKeyFrom(settings.masterKey),
    limiter: limiterFrom(settings),
    metrics: noMetrics,
    log,
    // Whoever hands requests to an isolate is the platform: what it writes is believed, fromFirstHop drops the rest.
    trustedProxies: ['0.0.0.0/0', '::/0'],
    storageLow: () => false,
    peerAddress: (env) => (env as { peer: string | null }).peer,
    ...(settings.geoHeaders === null ? {} : { geoHeaders: settings.geoHeaders }),
    cacheTtlMs: settings.configSecondsMax * 1000,
  })
  const app = createIngestApp(deps)
  const openStores = edgeStores(settings)

  return async (request, context) => {
    const stores = openStores()
    try {
      return await ofRequest.run(stores, () => answer(request))
    } finally {
      context.waitUntil(stores.close())
    }
  }

  async function answer(request: EdgeRequest): Promise<Response> {
    // Nothing polls here, so readiness asks control itself.
    if (new URL(request.url).pathname === '/ready') await watch.poll()
    const peer = request.headers.get(settings.addressHeader)
    return app.fetch(fromFirstHop(request, settings), { peer })
  }
}

/** The request's own stores behind ports that live longer. */
function storesOf(settings: EdgeSettings, ofRequest: AsyncLocalStorage<RequestStores>) {
  const current = (): RequestStores => {
    const stores = ofRequest.getStore()
    if (stores === undefined) throw new Error('a store was asked outside of a request')
    return stores
  }
  const served = Object.keys(settings.regions) as (keyof typeof settings.regions)[]
  const regions = Object.fromEntries(
    served.map((region) => [region, { get: () => current().region(region), enumerable: true }]),
  )
  return {
    control: {
      findKey: (lookup: string) => current().control().findKey(lookup),
      snapshot: (workspaceId: string) => current().control().snapshot(workspaceId),
      versions: (workspaceIds: string[]) => current().control().versions(workspaceIds),
    },
    regions: Object.defineProperties({}, regions),
  }
}

function limiterFrom({ upstash }: EdgeSettings): Limiter {
  if (upstash === null) return memoryLimiter()
  return upstashLimiter({
    redis: new Redis({ ...upstash, retry: false, enableTelemetry: false }),
    nowMs: () => Date.now(),
  })
}

/** Nobody can scrape an isolate; the log line of each request carries the same facts. */
const noMetrics: IngestMetrics = {
  answered: () => undefined,
  results: () => undefined,
  rejected: () => undefined,
  limiterAway: () => undefined,
  ledgerRead: () => undefined,
  preflight: () => undefined,
  render: async () => ({ contentType: 'text/plain', text: '# an isolate keeps no counts: see the log\n' }),
}

function logTo(level: EdgeSettings['logLevel']): Log {
  // biome-ignore lint/suspicious/noConsole: a Worker's log is its console
  return createConsoleLog({ level, now: () => new Date(), write: (line) => console.log(line) })
}

function misconfigured(): Response {
  const error = {
    code: 'bad_setting',
    message: 'this edge is not set up: its log says why',
    requestId: crypto.randomUUID(),
  }
  return Response.json({ error }, { status: 503, headers: { 'Retry-After': '1' } })
}
