import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A process of its own: a vendor that says yes as fast as node:http can. Meta wants the number of events back, so each
 * `"event_id"` is counted; `GET /count` tells events and requests so far, and the delays of events that carry a time.
 */
let events = 0
let requests = 0
let delaysMs: number[] = []

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end(told())
  const firstByteAtMs = Date.now()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1')
    const count = request.url?.startsWith('/meta') === true ? body.split('"event_id"').length - 1 : 1
    requests += 1
    events += count
    for (const [, sentAt] of body.matchAll(/sent-at-(\d{13})/g)) delaysMs.push(firstByteAtMs - Number(sentAt))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(`{"events_received":${count}}`)
  })
})

function told(): string {
  const text = JSON.stringify({ events, requests, delaysMs })
  delaysMs = []
  return text
}

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
