import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { InvalidSettingsError, UnavailableError } from '../../core/errors.ts'
import { createSender, type SenderOptions } from '../../destinations/send.ts'
import { aVendorServer } from '../support/a-vendor-server.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const alwaysFresh = { beforeFirstByte: { isFresh: () => true, refresh: () => Promise.resolve() } }

async function aServer(answer?: Parameters<typeof aVendorServer>[0]) {
  const server = await aVendorServer(answer)
  closing.push(server.close)
  return server
}

function aSender(options: Partial<SenderOptions> = {}) {
  const sender = createSender({ egressAllow: [], timeoutMs: 5_000, userAgent: 'TrackLayer/test', ...options })
  closing.push(sender.close)
  return sender
}

function post(url: string) {
  return { method: 'POST' as const, url, headers: { 'content-type': 'application/json' }, body: '{"a":"ü"}' }
}

describe('an exchange', () => {
  test('carries the exact body, the headers and the query, and gives the answer back', async () => {
    const server = await aServer((_, response) => {
      response.writeHead(207, { 'X-Trace': 'abc', 'content-type': 'application/json' }).end('{"ok":true}')
    })
    const answer = await aSender({ egressAllow: [server.hostPort] }).send(post(`${server.url}/a/b?c=d`), alwaysFresh)
    expect(server.seen).toMatchObject([{ method: 'POST', path: '/a/b?c=d', body: '{"a":"ü"}' }])
    expect(server.seen[0]!.headers).toMatchObject({
      'user-agent': 'TrackLayer/test',
      'content-type': 'application/json',
    })
    expect(answer).toMatchObject({ status: 207, text: '{"ok":true}', json: { ok: true }, retryAfterSeconds: null })
    expect(answer.headers['x-trace']).toBe('abc')
  })

  // Two, not one: the pool opens a second when the next request starts before the first one's end was tidied up.
  test('reuses its connections for requests that follow each other', async () => {
    const server = await aServer()
    const sender = aSender({ egressAllow: [server.hostPort] })
    for (let i = 0; i < 20; i += 1) await sender.send(post(server.url), alwaysFresh)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  test('a redirect is an answer and is never followed', async () => {
    const target = await aServer()
    const server = await aServer((_, response) => response.writeHead(307, { location: target.url }).end())
    const sender = aSender({ egressAllow: [server.hostPort, target.hostPort] })
    expect(await sender.send(post(server.url), alwaysFresh)).toMatchObject({ status: 307 })
    expect(target.seen).toEqual([])
  })

  test('an endless answer is cut at 64 KB', async () => {
    const server = await aServer((_, response) => {
      const more = () => response.destroyed || response.write('x'.repeat(10_000), more)
      more()
    })
    const answer = await aSender({ egressAllow: [server.hostPort] }).send(post(server.url), alwaysFresh)
    expect(answer.text).toHaveLength(64 * 1024)
    expect(answer.json).toBeUndefined()
  })

  test('Retry-After is read as seconds and as an HTTP date', async () => {
    const values = ['17', 'Tue, 24 Nov 2026 10:00:30 GMT', 'Tue, 24 Nov 2026 09:00:00 GMT', 'soon', '99999999999', '-5']
    const server = await aServer((_, response) => response.writeHead(429, { 'retry-after': values.shift()! }).end())
    const sender = aSender({ egressAllow: [server.hostPort], now: () => new Date('2026-11-24T10:00:00Z') })
    const read: unknown[] = []
    for (let i = 0; i < 6; i += 1) read.push((await sender.send(post(server.url), alwaysFresh)).retryAfterSeconds)
    expect(read).toEqual([17, 30, 0, null, 86_400, null])
  })
})

describe('without an answer', () => {
  test('a silent server is a time-out, and a queued request is not written afterwards', async () => {
    const server = await aServer(() => undefined)
    const sender = aSender({ egressAllow: [server.hostPort], timeoutMs: 60 })
    await expect(sender.send(post(server.url), alwaysFresh)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'timeout',
    })
  })

  test('an answer that starts and never ends is a time-out', async () => {
    const server = await aServer((_, response) => response.write('{'))
    const sender = aSender({ egressAllow: [server.hostPort], timeoutMs: 60 })
    await expect(sender.send(post(server.url), alwaysFresh)).rejects.toMatchObject({ code: 'timeout' })
  })

  test('a refresh that hangs is a time-out and sends nothing', async () => {
    const server = await aServer()
    const sender = aSender({ egressAllow: [server.hostPort], timeoutMs: 60 })
    const hanging = { beforeFirstByte: { isFresh: () => false, refresh: () => new Promise<void>(() => undefined) } }
    await expect(sender.send(post(server.url), hanging)).rejects.toMatchObject({ code: 'timeout' })
    expect(server.seen).toEqual([])
  })

  test('a caller that stops ends the request', async () => {
    const stop = new AbortController()
    const server = await aServer(() => stop.abort())
    const sender = aSender({ egressAllow: [server.hostPort] })
    const sent = sender.send(post(server.url), { ...alwaysFresh, signal: stop.signal })
    await expect(sent).rejects.toMatchObject({ code: 'aborted' })
  })

  test('a refused connection, a reset, an unknown name and rubbish each have their code', async () => {
    const closed = await aVendorServer()
    await closed.close()
    const resetting = await aServer((_, response) => response.socket?.resetAndDestroy())
    const rubbish = createTcpServer((socket) =>
      socket
        .resume()
        .on('error', () => undefined)
        .write('SSH-2.0-OpenSSH\r\n\r\n'),
    )
    await new Promise<void>((resolve) => rubbish.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => rubbish.close(() => resolve())))
    const rubbishPort = (rubbish.address() as { port: number }).port
    const hosts = [closed.hostPort, resetting.hostPort, 'nowhere.invalid:80', `127.0.0.1:${rubbishPort}`]
    const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND 10.0.0.7'), { code: 'ENOTFOUND' })
    const sender = aSender({ egressAllow: hosts, resolve: () => Promise.reject(notFound) })
    const codes: string[] = []
    for (const host of hosts) {
      const error = await sender.send(post(`http://${host}/`), alwaysFresh).catch((caught: UnavailableError) => caught)
      expect(error).toBeInstanceOf(UnavailableError)
      codes.push((error as UnavailableError).code)
      expect(String(error)).not.toMatch(/127\.0\.0\.1|10\.0\.0\.7/)
    }
    expect(codes).toEqual(['connection_refused', 'reset', 'dns', 'garbled'])
  })

  test('a header that no HTTP allows is a fault of the settings and is not quoted', async () => {
    const server = await aServer()
    const sender = aSender({ egressAllow: [server.hostPort] })
    const request = { ...post(server.url), headers: { authorization: 'Bearer abc\r\nx: planted-secret' } }
    const error = await sender.send(request, alwaysFresh).catch((caught: Error) => caught)
    expect(error).toBeInstanceOf(InvalidSettingsError)
    expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain('planted-secret')
  })
})

describe('the check before the first byte', () => {
  /** Connecting takes as long as the look-up does: it is held back until the test lets it go. */
  function aSlowLookup() {
    const gate = new EventEmitter()
    const resolve = () => once(gate, 'open').then(() => [{ address: '127.0.0.1', family: 4 }])
    const letGo = () => gate.emit('open')
    return { resolve, letGo }
  }

  test('a check that ages while connecting is repeated before anything is written, on the same connection', async () => {
    const events: string[] = []
    const server = await aServer((_, response) => {
      events.push('bytes arrived')
      response.end()
    })
    const host = `slow.test:${server.hostPort.split(':')[1]}`
    const { resolve, letGo } = aSlowLookup()
    let fresh = true
    const beforeFirstByte = {
      isFresh: () => {
        events.push(fresh ? 'asked: fresh' : 'asked: stale')
        return fresh
      },
      refresh: async () => {
        events.push(`refresh, ${server.seen.length} arrived`)
        fresh = true
      },
    }
    const sent = aSender({ egressAllow: [host], resolve }).send(post(`http://${host}/`), { beforeFirstByte })
    fresh = false
    letGo()
    await sent
    expect(events).toEqual([
      'asked: fresh',
      'asked: stale',
      'asked: stale',
      'refresh, 0 arrived',
      'asked: fresh',
      'bytes arrived',
    ])
    expect(server.connections()).toBe(1)
  })

  test('a check that is stale already is repeated before connecting', async () => {
    const server = await aServer()
    let fresh = false
    let refreshes = 0
    const beforeFirstByte = {
      isFresh: () => fresh,
      refresh: async () => {
        refreshes += 1
        fresh = true
      },
    }
    await aSender({ egressAllow: [server.hostPort] }).send(post(server.url), { beforeFirstByte })
    expect([refreshes, server.seen.length]).toEqual([1, 1])
  })

  test('what the repeated check throws is what send throws, and nothing was sent', async () => {
    const server = await aServer()
    const withdrawn = new Error('withdrawn')
    let asked = 0
    const beforeFirstByte = {
      isFresh: () => {
        asked += 1
        return asked === 1
      },
      refresh: () => Promise.reject(withdrawn),
    }
    const sender = aSender({ egressAllow: [server.hostPort] })
    await expect(sender.send(post(server.url), { beforeFirstByte })).rejects.toBe(withdrawn)
    await sender.send({ method: 'GET', url: `${server.url}/after` }, alwaysFresh)
    expect(server.seen.map(({ path }) => path)).toEqual(['/after'])
    expect(server.connections()).toBe(1)
  })

  test('a check that never stays fresh ends as check_stale, and nothing was sent', async () => {
    const server = await aServer()
    let refreshes = 0
    const refresh = async () => {
      refreshes += 1
    }
    const sender = aSender({ egressAllow: [server.hostPort] })
    const sent = sender.send(post(server.url), { beforeFirstByte: { isFresh: () => false, refresh } })
    await expect(sent).rejects.toMatchObject({ name: 'UnavailableError', code: 'check_stale' })
    expect([refreshes, server.seen.length]).toEqual([5, 0])
  })

  test('a request that waited past its time in the queue is never written', async () => {
    const { resolve, letGo } = aSlowLookup()
    const server = await aServer()
    const host = `slow.test:${server.hostPort.split(':')[1]}`
    const sender = aSender({ egressAllow: [host], resolve, timeoutMs: 40 })
    await expect(sender.send(post(`http://${host}/`), alwaysFresh)).rejects.toMatchObject({ code: 'timeout' })
    letGo()
    await sender.close()
    expect(server.seen).toEqual([])
  })
})

describe('secrets', () => {
  const secrets = ['EAAB-meta-token', 'ga4/api+secret', 'whsec_c2VjcmV0', 'phc_body-key']
  function aRequest(url: string) {
    return {
      method: 'POST' as const,
      url: `${url}/mp?measurement_id=G-1&api_secret=${encodeURIComponent('ga4/api+secret')}`,
      secretQuery: ['api_secret'],
      secrets: ['phc_body-key'],
      body: '{"api_key":"phc_body-key"}',
      headers: { authorization: 'Bearer EAAB-meta-token', 'x-key': 'whsec_c2VjcmV0' },
    }
  }

  test('are masked where the vendor quotes them', async () => {
    const server = await aServer((request, response) => {
      const { authorization, 'x-key': key } = request.headers
      response.setHeader('x-echo', String(key))
      response.end(JSON.stringify({ authorization, path: request.path, plain: 'ga4/api+secret', body: request.body }))
    })
    const answer = await aSender({ egressAllow: [server.hostPort] }).send(aRequest(server.url), alwaysFresh)
    for (const secret of secrets) expect(JSON.stringify(answer)).not.toContain(secret)
    expect(JSON.stringify(answer)).not.toContain(encodeURIComponent('ga4/api+secret'))
    expect(answer.json).toMatchObject({ authorization: '***', plain: '***' })
  })

  test('are in no error', async () => {
    const failing: ((response: ServerResponse) => void)[] = [(response) => response.socket?.destroy(), () => undefined]
    const server = await aServer((_, response) => failing.shift()?.(response))
    const sender = aSender({ egressAllow: [server.hostPort], timeoutMs: 60 })
    for (const url of [server.url, server.url, 'https://127.0.0.1', 'http://example.com']) {
      const error = await sender.send(aRequest(url), alwaysFresh).catch((caught: Error) => caught)
      expect(error).toBeInstanceOf(Error)
      const words = `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`
      for (const secret of secrets) expect(words).not.toContain(secret)
    }
  })
})
