import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRunningIngest, type ListeningScene } from '../support/a-running-ingest.ts'
import { aWireEvent } from '../support/a-wire-event.ts'

let scene: ListeningScene
beforeAll(async () => {
  scene = await aRunningIngest()
})
afterAll(() => scene.running.stop())

describe('@segment/analytics-node, unmodified', () => {
  it('delivers every call through the batch door', async () => {
    const analytics = new Analytics({ writeKey: scene.keys.write, host: scene.running.url, flushInterval: 10 })
    const failures: unknown[] = []
    analytics.on('error', (error) => failures.push(error))
    const context = {
      consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
    } as object
    analytics.identify({ userId: 'u1', traits: { plan: 'pro' }, context })
    analytics.track({
      userId: 'u1',
      event: 'Order Completed',
      properties: { order_id: '9', total: 3, currency: 'EUR' },
      context,
    })
    analytics.page({ anonymousId: 'a1', name: 'Home', context })
    analytics.screen({ anonymousId: 'a1', name: 'Start', context })
    analytics.group({ userId: 'u1', groupId: 'g1', context })
    analytics.alias({ userId: 'u1', previousId: 'a1', context })
    await analytics.closeAndFlush({ timeout: 10_000 })
    expect(failures).toEqual([])
    expect(scene.store.records.map(({ type }) => type).sort()).toEqual([
      'alias',
      'group',
      'identify',
      'page',
      'screen',
      'track',
    ])
    const order = scene.store.records.find(({ type }) => type === 'track')
    expect(order?.body).toMatchObject({
      vendorEventId: 'purchase.9',
      context: { library: { name: '@segment/analytics-node' } },
    })
    expect(JSON.stringify(order)).not.toContain('_metadata')
  })
})

describe('the Node server', () => {
  it('answers 413 while a client is still sending megabytes, and lives on', async () => {
    const { hostname, port } = new URL(scene.running.url)
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = { authorization: `Bearer ${scene.keys.write}`, 'content-type': 'application/json' }
      const request = httpRequest({ hostname, port, path: '/v1/track', method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
        request.destroy()
      })
      request.on('error', () => undefined)
      const chunk = Buffer.alloc(64 * 1024, 0x20)
      const push = () => {
        if (request.destroyed) return
        request.write(chunk, () => setImmediate(push))
      }
      push()
    })
    expect(status).toBe(413)
    expect((await fetch(`${scene.running.url}/health`)).status).toBe(200)
  })

  it.each([
    ['what is no HTTP', 'HELLO\r\n\r\n', /^HTTP\/1.1 400 .*"code":"invalid_http"/s],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1.1 431 .*"code":"headers_too_large"/s,
    ],
    ['a broken host', 'GET /health HTTP/1.1\r\nhost: [[\r\nconnection: close\r\n\r\n', /^HTTP\/1.1 (200|400) /],
    ['no host', 'GET /health HTTP/1.0\r\n\r\n', /^HTTP\/1.1 (200|400) /],
    ['a path that is no URL', 'GET //%zz?%% HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^HTTP\/1.1 40[04] /],
    [
      'an absolute target',
      'GET http://other.example/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      /^HTTP\/1.1 (200|40[04]) /,
    ],
  ])('%s gets a named answer', async (_what, bytes, expected) => {
    expect(await rawAnswer(bytes)).toMatch(expected)
  })

  it('the body of HEAD and OPTIONS is empty, and the status no 5xx', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${scene.running.url}/v1/track`, { method })
      expect(response.status).toBeLessThan(500)
    }
  })

  it('stops at once although a client keeps its connection alive', async () => {
    const other = await aRunningIngest()
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve) => {
      httpRequest(`${other.running.url}/health`, { agent }, (response) => response.resume().on('end', resolve)).end()
    })
    await other.running.stop()
    agent.destroy()
    await expect(fetch(`${other.running.url}/health`)).rejects.toThrow()
  }, 5_000)

  it('a taken port is one clear sentence', async () => {
    const port = Number(new URL(scene.running.url).port)
    await expect(aRunningIngest({ port })).rejects.toThrow(`port ${port} is taken: set PORT to a free one`)
  })

  it('counts what happens for Prometheus', async () => {
    await fetch(`${scene.running.url}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.keys.write}` },
      body: JSON.stringify(aWireEvent({ event: '' })),
    })
    const text = await (await fetch(`${scene.running.url}/metrics`)).text()
    expect(text).toContain('tracklayer_ingest_rejected_total{code="event_missing"} 1')
    expect(text).toMatch(/tracklayer_ingest_events_total\{status="accepted"\} \d+/)
    expect(text).not.toContain('0198c0de')
  })
})

function rawAnswer(bytes: string): Promise<string> {
  const { hostname, port } = new URL(scene.running.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
    socket.on('error', reject)
    socket.write(bytes)
  })
}
