import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { UserError } from '../core/errors.ts'
import { addressOf, splitTarget } from './address.ts'
import { trackArrivals } from './arrivals.ts'
import { controlDoor, error } from './control-door.ts'
import { openJournal } from './journal.ts'
import { send } from './reply.ts'
import type { Exchange, Log, Sandbox } from './sandbox.ts'
import { scriptBook } from './script.ts'
import { vendorDoor } from './vendor-door.ts'
import { webhookSecrets } from './webhook-secrets.ts'

export interface SandboxOptions {
  /** 0 = any free one. */
  port: number
  host: string
  /** Made when absent; read again when there. */
  recordFile: string
  /** Destination id (or `webhook` for all) → whsec_ secret or secrets. Unknown = signatures are noted as unverified. */
  verifyWebhookSecrets?: Readonly<Record<string, string | string[]>>
  log?: Log
  nowMs?: () => number
}

export interface RunningSandbox {
  url: string
  port: number
  close(): Promise<void>
}

export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer({ keepAliveTimeout: 65_000, requireHostHeader: false })
  const nowMs = options.nowMs ?? Date.now
  const journal = await openJournal(options.recordFile)
  const sandbox: Sandbox = {
    journal,
    scripts: scriptBook(),
    secrets: webhookSecrets(options.verifyWebhookSecrets),
    arrivals: trackArrivals(server, nowMs),
    log: options.log ?? silent,
    nowMs,
    later: (delayMs, run) => later(timers, delayMs, run),
  }
  server.on('request', (request, response) => void serve(sandbox, request, response))
  server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'))
  await listen(server, options).catch((cause) => {
    journal.close()
    throw cause
  })
  const { port } = server.address() as AddressInfo
  return { url: urlOf(options.host, port), port, close: () => close(server, sandbox, timers) }
}

const silent: Log = { info: () => undefined, error: () => undefined }

function later(timers: Set<NodeJS.Timeout>, delayMs: number, run: () => void): void {
  if (delayMs === 0) {
    run()
    return
  }
  const timer = setTimeout(() => {
    timers.delete(timer)
    run()
  }, delayMs)
  timers.add(timer)
}

async function serve(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => undefined)
  const exchange: Exchange = { sandbox, request, response, ...splitTarget(request.url ?? '/') }
  const address = addressOf(exchange.pathname)
  try {
    await (address === null ? controlDoor(exchange) : vendorDoor(exchange, address))
  } catch (cause) {
    // Above all a disk that refuses the record: what is not on record is not answered as taken.
    sandbox.log.error({ error: cause instanceof Error ? cause.name : 'unknown', code: codeOf(cause) }, 'sandbox.failed')
    if (response.headersSent) response.destroy()
    else send(response, error(503, { code: 'sandbox_failed', message: 'the request could not be recorded or judged' }))
  }
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : null
}

function listen(server: Server, { port, host }: SandboxOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      reject(taken ? new UserError('port_taken', `port ${port} of ${host} is taken: the sandbox cannot listen`) : cause)
    })
    server.listen(port, host, resolve)
  })
}

function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

async function close(server: Server, { journal }: Sandbox, timers: Set<NodeJS.Timeout>): Promise<void> {
  if (!server.listening) return
  for (const timer of timers) clearTimeout(timer)
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
  journal.close()
}
