import { statfs } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Region } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import type { MasterKey } from '../core/keyring.ts'
import type { SourceNotesStore } from '../supabase/queries/ports.ts'
import { createIngestApp } from './app.ts'
import { type LimiterSetting, openLimiter } from './limits/choose-limiter.ts'
import { diskMetrics, ingestMetrics } from './metrics.ts'
import type { Log, Operations, RegionStores } from './ports.ts'
import { createSourceNotes, type SourceNotes } from './source-notes.ts'
import { createStorageGuard } from './storage-guard.ts'
import { type IngestWorld, wireIngest } from './wire-deps.ts'

export interface IngestSettings {
  host: string
  port: number
  regionHosts: Partial<Record<Region, string>>
  limiter: LimiterSetting
  trustedProxies: readonly string[]
  /** A folder on the disk Postgres writes to; null = the databases are elsewhere. */
  dataFolder: string | null
}

export interface IngestServices {
  control: IngestWorld['control']
  regions: Partial<Record<Region, RegionStores & { sourceNotes?: SourceNotesStore }>>
  masterKey: MasterKey
  log: Log
  operations?: Operations
  /** Others (workers, storage) register beside us. */
  registry?: Registry
}

export interface RunningIngest {
  url: string
  registry: Registry
  /** Takes no new connection, answers what it has, then resolves. */
  stop(): Promise<void>
}

/** Ingest on Node: the app behind node:http, with poll loop, disk guard and limiter. */
export async function startIngest(settings: IngestSettings, services: IngestServices): Promise<RunningIngest> {
  const { log } = services
  const registry = services.registry ?? newRegistry()
  const limits = openLimiter(settings.limiter, log)
  const guard = createStorageGuard({ space: () => freeSpace(settings.dataFolder), nowMs: () => Date.now(), log })
  diskMetrics(registry, guard)
  const notes = notesByRegion(services)
  const { deps, watch } = wireIngest({
    control: services.control,
    regions: services.regions,
    regionHosts: settings.regionHosts,
    masterKey: services.masterKey,
    limiter: limits.limiter,
    metrics: ingestMetrics(registry),
    log,
    trustedProxies: settings.trustedProxies,
    storageLow: guard.low,
    ...(services.operations && { operations: services.operations }),
    noteSource: (region, source, kind, code) => notes.get(region)?.note(source, kind, code),
    peerAddress: nodePeer,
  })
  await Promise.all([guard.measure(), watch.poll()])
  const server = serverFor(createIngestApp(deps).fetch)
  const url = await listen(server, settings)
  guard.start()
  for (const one of notes.values()) one.start()
  watch.start()
  return {
    url,
    registry,
    async stop() {
      await closed(server)
      guard.stop()
      await Promise.all([...notes.values()].map((one) => one.stop()))
      await watch.stop()
      limits.close()
    },
  }
}

function notesByRegion({ regions, log }: IngestServices): Map<Region, SourceNotes> {
  const clock = (): Date => new Date()
  const stores = Object.entries(regions) as [Region, { sourceNotes?: SourceNotesStore }][]
  return new Map(
    stores.flatMap(([region, { sourceNotes: store }]) =>
      store === undefined ? [] : [[region, createSourceNotes({ store, clock, log })] as const],
    ),
  )
}

function newRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

function serverFor(fetch: Parameters<typeof createAdaptorServer>[0]['fetch']): Server {
  const serverOptions = { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 }
  const server = createAdaptorServer({ fetch, serverOptions }) as Server
  server.on('clientError', answerBrokenHttp)
  return server
}

/** What is no HTTP never reaches the app; it gets a named answer all the same. */
function answerBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return void socket.destroy()
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const [status, code] = isLarge
    ? ['431 Request Header Fields Too Large', 'headers_too_large']
    : ['400 Bad Request', 'invalid_http']
  const body = JSON.stringify({
    error: { code, message: 'the request is no valid HTTP', requestId: crypto.randomUUID() },
  })
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function listen(server: Server, { host, port }: Pick<IngestSettings, 'host' | 'port'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new UserError('port_taken', `port ${port} is taken: set PORT to a free one`, 'PORT') : error)
    })
    server.listen(port, host, () => resolve(urlOf(server.address() as AddressInfo, host)))
  })
}

function urlOf({ port }: AddressInfo, host: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const drainMsMax = 10_000

/** Connections kept alive would hold the server open for their whole time-out: each is closed as it falls idle. */
async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const hard = setTimeout(() => server.closeAllConnections(), drainMsMax)
  server.closeIdleConnections()
  await done
  clearInterval(idle)
  clearTimeout(hard)
}

function nodePeer(env: unknown): string | null {
  const incoming = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null
  const socket = (incoming as { socket?: { remoteAddress?: string } } | null)?.socket
  return socket?.remoteAddress ?? null
}

async function freeSpace(folder: string | null) {
  if (folder === null) return null
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}
