import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { definedTypes } from '../../destinations/registry.ts'
import { fc } from '../support/fast-check.ts'
import { aSandbox, type TestSandbox } from './support/a-sandbox.ts'

async function errorOf(answer: Response): Promise<[number, string, string | undefined]> {
  const { error } = (await answer.json()) as { error: { code: string; path?: string } }
  return [answer.status, error.code, error.path]
}

async function isAlive(sandbox: TestSandbox): Promise<boolean> {
  return (await fetch(`${sandbox.url}/health`)).status === 200
}

/** Writes bytes to a new connection and waits for the other side to have done with it. */
async function raw(sandbox: TestSandbox, bytes: Uint8Array | string): Promise<void> {
  const socket = connect(sandbox.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  socket.end(bytes)
  await once(socket, 'close')
}

describe('control doors', () => {
  it.each([
    ['no JSON', '{', 'invalid_json', undefined],
    ['no destination', { answers: [{}] }, 'invalid_body', 'destination'],
    ['an unknown destination', { destination: 'fax', answers: [{}] }, 'invalid_body', 'destination'],
    ['no answers', { destination: 'meta', answers: [] }, 'invalid_body', 'answers'],
    ['a bad status', { destination: 'meta', answers: [{ status: 99 }] }, 'invalid_body', 'answers.0.status'],
    ['a negative delay', { destination: 'meta', answers: [{ delayMs: -1 }] }, 'invalid_body', 'answers.0.delayMs'],
    [
      'a bad header',
      { destination: 'meta', answers: [{ headers: { a: 'b\r\nc: d' } }] },
      'invalid_body',
      'answers.0.headers',
    ],
    [
      'a framing header',
      { destination: 'meta', answers: [{ headers: { 'Content-Length': '1' } }] },
      'invalid_body',
      'answers.0.headers',
    ],
    ['an unknown field', { destination: 'meta', answers: [{ statusCode: 500 }] }, 'invalid_body', 'answers.0'],
    ['a bad repeat', { destination: 'meta', answers: [{}], repeat: 0 }, 'invalid_body', 'repeat'],
    ['a list', [], 'invalid_body', ''],
  ] as const)('/_script names what is wrong with %s', async (...[, body, code, path]) => {
    const sandbox = await aSandbox()
    expect(await errorOf(await sandbox.post('/_script', body))).toEqual([400, code, path])
  })

  it('/_webhook_secret refuses what is no secret, without repeating it', async () => {
    const sandbox = await aSandbox()
    const answer = await sandbox.post('/_webhook_secret', { secret: 'planted' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('planted')
  })

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=many', 'limit'],
    ['?since=-1', 'since'],
    ['?destination=fax', 'destination'],
    ['?order=desc', ''],
  ])('/_requests names what is wrong with %s', async (query, path) => {
    const sandbox = await aSandbox()
    expect(await errorOf(await fetch(`${sandbox.url}/_requests${query}`))).toEqual([400, 'invalid_query', path])
  })

  it('know their methods and their paths', async () => {
    const sandbox = await aSandbox()
    const wrongMethod = await fetch(`${sandbox.url}/_requests`, { method: 'PUT' })
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, DELETE'])
    for (const path of ['/nothing', '/__proto__', '/constructor', '//', '/%', '/fax/in']) {
      expect(await errorOf(await fetch(`${sandbox.url}${path}`))).toEqual([404, 'not_found', undefined])
    }
  })

  it('list every rule of every vendor', async () => {
    const sandbox = await aSandbox()
    const { vendors } = (await (await fetch(`${sandbox.url}/_rows`)).json()) as { vendors: { type: string }[] }
    expect(vendors.map((vendor) => vendor.type)).toEqual(definedTypes)
  })
})

describe('hostile input', () => {
  it('more than 10 MB is refused with 413 and on record', async () => {
    const sandbox = await aSandbox()
    const huge = 'x'.repeat(10_000_001)
    expect((await sandbox.post('/webhook/in', huge)).status).toBe(413)
    expect(await sandbox.last()).toMatchObject({
      status: 413,
      raw: '',
      verdict: { failures: [{ row: 'sandbox.size' }] },
    })
    expect((await sandbox.post('/_script', huge)).status).toBe(413)
    expect((await sandbox.post('/webhook/in', huge.slice(1))).status).toBe(400)
  })

  it.each([
    ['deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['deep in a field', `{"data":[{"user_data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}]}`],
    ['with a poisoned prototype', '{"__proto__":{"data":[]},"constructor":{"prototype":1}}'],
    ['long without an @', `{"data":[{"user_data":{"fbc":"${'a'.repeat(2_000_000)}"}}]}`],
    ['full of half addresses', `{"data":[{"user_data":{"fbc":"${'a@'.repeat(500_000)}"}}]}`],
  ])('a body that is %s is judged and can be read back', async (_name, body) => {
    const sandbox = await aSandbox()
    for (const path of ['/meta/v26.0/1234567/events', '/ga4/mp/collect', '/webhook/in']) await sandbox.post(path, body)
    const text = await (await fetch(`${sandbox.url}/_requests`)).text()
    expect(text.split('"destination":"').length - 1).toBe(3)
    expect(text.endsWith('"truncated":false}\n')).toBe(true)
  })

  it('no bytes on the wire stop the server', async () => {
    const sandbox = await aSandbox()
    const line = fc
      .constantFrom('GET', 'POST', 'PUT', 'CONNECT', 'X')
      .chain((method) =>
        fc
          .string({ maxLength: 60 })
          .map((path) => `${method} /${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`),
      )
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), line)
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        await raw(sandbox, sent)
        return isAlive(sandbox)
      }),
      { numRuns: 200 },
    )
  })

  it('no JSON crashes a validator', async () => {
    const sandbox = await aSandbox()
    const keys = fc.constantFrom(
      'data',
      'events',
      'user_data',
      'custom_data',
      'params',
      'items',
      'consent',
      'name',
      'type',
    )
    const inner = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value')),
      ),
    }))
    const paths = fc.constantFrom('/meta/v26.0/1234567/events', '/ga4/debug/mp/collect', '/webhook/in')
    await fc.assert(
      fc.asyncProperty(paths, fc.dictionary(keys, inner.value), async (path, body) => {
        const { status } = await sandbox.post(path, body)
        return status < 500
      }),
      { numRuns: 300 },
    )
  })
})
