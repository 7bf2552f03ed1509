import type { Json } from '../core/json.ts'
import { collect, inflate } from './inflate.ts'
import { bodyBytesMax } from './limits/numbers.ts'
import { Refusal } from './refusal.ts'

/** The parts of a request that this module reads; a web Request and Hono's both fit. */
export interface BodySource {
  headers: Headers
  body: ReadableStream<Uint8Array> | null
}

/** JSON or text/plain, plain or gzip, at most 500 KB before and after inflating. Throws a Refusal. */
export async function readJsonBody(source: BodySource): Promise<Json> {
  refuseMediaType(source.headers.get('content-type'))
  const isGzip = encodingOf(source.headers.get('content-encoding'))
  if (Number(source.headers.get('content-length') ?? 0) > bodyBytesMax) throw tooLarge()
  const sent = source.body === null ? new Uint8Array() : await received(source.body)
  const bytes = isGzip || looksLikeGzip(sent) ? await inflated(sent) : sent
  return parseJson(decodeUtf8(bytes))
}

const mediaTypes = /^(application\/json|text\/plain|application\/[a-z0-9.+-]+\+json)$/

/** No type is fine: the RudderStack server SDK sends none. */
function refuseMediaType(header: string | null): void {
  if (header === null || header.trim() === '') return
  const [mediaType, ...parameters] = header.toLowerCase().split(';')
  if (!mediaTypes.test(mediaType?.trim() ?? '')) {
    throw new Refusal(415, 'unsupported_media_type', 'send the body as application/json or text/plain')
  }
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='))
  if (charset === undefined || /^charset="?(utf-?8|us-ascii)"?$/.test(charset)) return
  throw new Refusal(415, 'unsupported_charset', 'send the body as UTF-8')
}

function encodingOf(header: string | null): boolean {
  const encoding = header?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return false
  if (encoding === 'gzip' || encoding === 'x-gzip') return true
  throw new Refusal(415, 'unsupported_encoding', 'send the body plain or with Content-Encoding: gzip')
}

async function received(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await collect(stream, bodyBytesMax).catch(() => null)
  if (bytes === null) throw new Refusal(400, 'body_unreadable', 'the body broke off')
  if (bytes === 'too_large') throw tooLarge()
  return bytes
}

/** Some SDKs gzip under text/plain and say so only in a query that proxies drop. No JSON starts with 1f 8b. */
function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const result = await inflate(bytes, bodyBytesMax)
  if (result === null) throw new Refusal(400, 'invalid_gzip', 'the body is no valid gzip')
  if (result === 'too_large') throw tooLarge()
  return result
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal(400, 'invalid_utf8', 'the body is no valid UTF-8')
  }
}

function parseJson(text: string): Json {
  if (text.trim() === '') throw new Refusal(400, 'empty_body', 'the body is empty')
  try {
    return JSON.parse(text) as Json
  } catch {
    // The engine's message quotes the body: never passed on.
    throw new Refusal(400, 'invalid_json', 'the body is no valid JSON')
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, 'body_too_large', `the body is larger than ${bodyBytesMax} bytes`)
}
