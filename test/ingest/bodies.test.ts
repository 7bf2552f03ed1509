import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

describe('content types and encodings', () => {
  it.each([
    ['application/json', {}],
    ['application/json; charset=UTF-8', {}],
    ['text/plain', {}],
    ['text/plain;charset=utf-8', {}],
    ['application/cloudevents+json', {}],
  ])('%s is taken', async (contentType) => {
    const response = await ingestScene().post('/v1/track', aWireEvent(), { headers: { 'content-type': contentType } })
    expect(response.status).toBe(200)
  })

  it('gzip is taken, said by the header or seen in the first bytes', async () => {
    const body = gzipSync(JSON.stringify(aWireEvent()))
    const scene = ingestScene()
    expect((await scene.post('/v1/track', body, { headers: { 'content-encoding': 'gzip' } })).status).toBe(200)
    expect((await scene.post('/v1/track', body, { headers: { 'content-type': 'text/plain' } })).status).toBe(200)
  })

  it.each([
    ['a form', 'application/x-www-form-urlencoded', {}, 'unsupported_media_type'],
    ['another charset', 'application/json; charset=utf-16', {}, 'unsupported_charset'],
    ['another encoding', 'application/json', { 'content-encoding': 'br' }, 'unsupported_encoding'],
  ])('%s is 415', async (_what, contentType, headers, code) => {
    const response = await ingestScene().post('/v1/track', '{}', {
      headers: { 'content-type': contentType, ...headers },
    })
    expect([response.status, (await answerOf(response)).error.code]).toEqual([415, code])
  })

  it.each([
    ['broken JSON', '{"event": "secret@shop.example"', 'invalid_json'],
    ['nothing', '', 'empty_body'],
    ['a number', '1', 'not_an_object'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ['a gzip that breaks off', gzipSync('{}'.repeat(99)).subarray(0, 20), 'invalid_gzip'],
  ])('%s is 400', async (_what, body, code) => {
    const response = await ingestScene().post('/v1/track', body)
    expect(response.status).toBe(400)
    const { error } = await answerOf(response)
    expect(error.code).toBe(code)
    expect(JSON.stringify(error)).not.toContain('secret@shop.example')
  })
})

describe('size', () => {
  it('a body over 500 KB is 413, said or not', async () => {
    const body = JSON.stringify(aWireEvent({ properties: { blob: 'x'.repeat(600_000) } }))
    const scene = ingestScene()
    const sized = await scene.post('/v1/track', body, { headers: { 'content-length': String(body.length) } })
    expect([sized.status, (await answerOf(sized)).error.code]).toEqual([413, 'body_too_large'])
    expect((await scene.post('/v1/track', body)).status).toBe(413)
  })

  it('a gzip bomb is refused while inflating, whatever it would unfold to', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(500 * 1024)
    const startedMs = performance.now()
    const response = await ingestScene().post('/v1/batch', bomb, { headers: { 'content-encoding': 'gzip' } })
    expect([response.status, (await answerOf(response)).error.code]).toEqual([413, 'body_too_large'])
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})

describe('what cannot be stored is rejected by path, alone', () => {
  it.each([
    ['a NUL', '{"a":{"b":["x","\\u0000"]}}', 'nul_character', 'properties.a.b.1'],
    ['a NUL in a key', '{"a":{"b\\u0000":1}}', 'nul_character', 'properties.a.*'],
    ['a lone surrogate', '{"a":"\\ud800"}', 'lone_surrogate', 'properties.a'],
    ['1e400', '{"a":1e400}', 'number_out_of_range', 'properties.a'],
    ['a whole number that lost digits', '{"id":12345678901234567890}', 'number_out_of_range', 'properties.id'],
    ['33 levels', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'too_deep', `properties.a${'.0'.repeat(30)}`],
  ])('%s', async (_what, properties, code, path) => {
    const scene = ingestScene()
    const bad = `{"type":"track","event":"E","userId":"u","messageId":"bad","properties":${properties}}`
    const response = await scene.post('/v1/batch', `{"batch":[${bad},${JSON.stringify(aWireEvent())}]}`)
    const { results } = await answerOf(response)
    expect(results).toMatchObject([{ messageId: 'bad', code, path }, { status: 'accepted' }])
  })

  it('more keys than the bound', async () => {
    const properties = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`k${index}`, 1]))
    const result = await firstResult(ingestScene().post('/v1/track', aWireEvent({ properties })))
    expect(result.code).toBe('too_many_keys')
  })

  it('a key that is an address is not shown in the path', async () => {
    const body = '{"event":"E","userId":"u","properties":{"jane@shop.example":"\\u0000"}}'
    const text = await (await ingestScene().post('/v1/track', body)).text()
    expect(text).toContain('"path":"properties.*"')
    expect(text).not.toContain('jane')
  })

  it('a hundred thousand levels crash nothing', async () => {
    const deep = `{"batch":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`
    expect((await answerOf(await ingestScene().post('/v1/batch', deep))).results[0].code).toBe('not_an_object')
    const inContext = `{"batch":[{"type":"page","userId":"u"}],"context":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    expect((await ingestScene().post('/v1/batch', inContext)).status).toBe(413)
  })
})

describe('names that JavaScript knows', () => {
  it('__proto__, constructor and friends are data or gone, and change nothing', async () => {
    const scene = ingestScene()
    const properties =
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"then":1}'
    const consent =
      '{"categoryPreferences":{"marketing":true,"analytics":true,"functional":true,"personalization":true,"constructor":true,"__proto__":true}}'
    const body = `{"event":"E","userId":"u","__proto__":{"type":"x"},"properties":${properties},"context":{"__proto__":1,"consent":${consent}}}`
    expect((await scene.post('/v1/track', body)).status).toBe(200)
    expect(({} as JsonObject).polluted).toBeUndefined()
    const stored = scene.store.records[0]?.body as { properties: JsonObject }
    expect(Object.keys(stored.properties)).toEqual(['constructor', 'toString', 'then'])
  })

  it('of duplicate keys the last wins', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', '{"event":"First","event":"Last","userId":"u"}')
    expect(scene.store.records[0]?.name).toBe('Last')
  })
})
