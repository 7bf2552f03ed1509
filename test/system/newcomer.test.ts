import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTracklayer } from '../support/run-tracklayer.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { until } from '../support/until.ts'

interface Received {
  headers: Record<string, string>
  raw: string
}

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const received: Received[] = []
let endpoint: Server
let app: RunningApp

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers as Record<string, string>, raw: Buffer.concat(chunks).toString('utf8') })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  app = await startApp({ TRACKLAYER_EGRESS_ALLOW: `127.0.0.1:${portOf(endpoint)}` })
})
afterAll(async () => {
  await app?.dispose()
  endpoint?.close()
})

const portOf = (server: Server): number => (server.address() as AddressInfo).port

test('a newcomer points a destination at their own endpoint with apply and sees the event arrive, signed', async () => {
  const file = join(app.home, 'my-shop.yaml')
  await writeFile(file, myShop(`http://127.0.0.1:${portOf(endpoint)}/events`))
  const dryRun = await tracklayer(['apply', file, '--dry-run'])
  expect(dryRun).toContain('+ destination my-endpoint')
  const [, writeKey = ''] = /(wk_[\w-]+)/.exec(await tracklayer(['apply', file])) ?? []
  expect(await tracklayer(['apply', file])).toContain('no change')

  const answer = await fetch(`${app.dev.ingestUrl}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      event: 'Signed Up',
      userId: 'user-1',
      context: {
        consent: { categoryPreferences: { analytics: true, marketing: true, functional: true, personalization: true } },
      },
    }),
  })
  expect(answer.status).toBe(200)
  const [request] = await until('the event at the endpoint', () => (received.length > 0 ? received : null))
  const body = new Webhook(secret).verify(request?.raw ?? '', request?.headers ?? {})
  expect(body).toMatchObject({ data: { name: 'Signed Up' } })
})

test('an endpoint on a private address that nobody allowed is refused with a reason, and the work is not lost', async () => {
  const file = join(app.home, 'private.yaml')
  await writeFile(file, myShop('http://127.0.0.1:9/events').replace('my-shop', 'private-shop'))
  const [, writeKey = ''] = /(wk_[\w-]+)/.exec(await tracklayer(['apply', file])) ?? []
  await fetch(`${app.dev.ingestUrl}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      event: 'Signed Up',
      userId: 'user-1',
      context: {
        consent: { categoryPreferences: { analytics: true, marketing: true, functional: true, personalization: true } },
      },
    }),
  })
  const refused = await until('the refusal in the log', () => (app.output().includes('"dead":1') ? true : null))
  expect(refused).toBe(true)
  expect(received).toHaveLength(1)
})

const tracklayer = (args: string[]): Promise<string> => runTracklayer(app.home, args, { MY_WEBHOOK_SECRET: secret })

function myShop(url: string): string {
  return `
workspaces:
  - slug: my-shop
    name: My shop
    region: eu-central-1
    policy: { template: standard-2026, adoptedBy: a newcomer }
    sources:
      - { slug: server, jurisdiction: DE, phoneCountry: DE }
    keys:
      - { name: server, kind: write, source: server }
    destinations:
      - slug: my-endpoint
        type: webhook
        settings: { url: '${url}' }
        credentials: { secrets: ['\${env:MY_WEBHOOK_SECRET}'] }
    routes:
      - { source: server, destination: my-endpoint }
`
}
