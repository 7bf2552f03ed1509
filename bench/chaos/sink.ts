import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import type { Receipt } from './oracle.ts'

/** How a vendor misbehaves; `ok` answers as it should. */
export type Manner = 'ok' | 'hang' | 'reset_mid_body' | 'error_in_200' | 'throttle' | 'server_error' | 'too_large'

export interface Sink {
  url: string
  /** For `webhook` or `meta`, of every shop. */
  behave(type: string, manner: Manner): void
  close(): Promise<void>
}

/** The vendors, outside the system: they say what reached them and when its first byte did. */
export async function startSink(onReceipt: (receipt: Receipt) => void): Promise<Sink> {
  const manners = new Map<string, Manner>()
  const server = createServer((request, response) => {
    const firstByteAtMs = Date.now()
    const [, type = '', shop = ''] = (request.url ?? '').split('/')
    void bodyOf(request).then((raw) => {
      const events = eventsIn(type, raw)
      const manner = manners.get(type) ?? 'ok'
      for (const event of events) onReceipt({ type, shop, firstByteAtMs, raw, taken: manner === 'ok', ...event })
      answer(response, { type, manner, count: events.length })
    })
  })
  // A vendor that hangs holds its connections; the load must not wait for them at the end.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (type, manner) => void manners.set(type, manner),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    // The sender broke off: what came counts as seen.
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The load puts its marker where both vendors carry it: order id or product id. */
function eventsIn(type: string, raw: string): { marker: string; vendorEventId: string }[] {
  const body = parsed(raw)
  if (type === 'webhook') return seen(body.data as JsonObject | undefined, 'vendorEventId')
  const rows = Array.isArray(body.data) ? body.data : []
  return rows.flatMap((row) => seen(row as JsonObject, 'event_id'))
}

function seen(row: JsonObject | undefined, idField: string): { marker: string; vendorEventId: string }[] {
  const marker = /m-\d+-\d+/.exec(JSON.stringify(row ?? null))?.[0]
  return marker === undefined ? [] : [{ marker, vendorEventId: String(row?.[idField]) }]
}

function parsed(raw: string): JsonObject {
  try {
    return JSON.parse(raw) as JsonObject
  } catch {
    return {}
  }
}

function answer(response: ServerResponse, asked: { type: string; manner: Manner; count: number }): void {
  const { type, manner, count } = asked
  const isMeta = type === 'meta'
  switch (manner) {
    case 'hang':
      break
    case 'reset_mid_body':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"events_rec')
      setTimeout(() => response.socket?.resetAndDestroy(), 5)
      break
    case 'error_in_200':
      send(response, 200, isMeta ? { error: { code: 2, message: 'service away' } } : {})
      break
    case 'throttle':
      response.setHeader('retry-after', '2')
      send(response, 429, isMeta ? { error: { code: 4, message: 'rate limit' } } : {})
      break
    case 'server_error':
      send(response, 500, {})
      break
    case 'too_large':
      send(response, 413, {})
      break
    case 'ok':
      send(response, 200, isMeta ? { events_received: count, fbtrace_id: 'chaos' } : {})
      break
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
