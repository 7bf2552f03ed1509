import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const bodyMaxBytes = 10_000_000

export interface Body {
  outcome: 'complete' | 'too_large' | 'aborted'
  /** As it came over the wire. */
  byteLength: number
  /** Decoded text; base64 when the bytes are no UTF-8. */
  raw: string
  rawEncoding: 'utf8' | 'base64'
  /** undefined = no JSON. */
  json: unknown
}

/** Reads to the end, to the limit or to the sender's hanging up – never throws. */
export function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  let byteLength = 0
  return new Promise((resolve) => {
    const finish = (outcome: Body['outcome']) => resolve(bodyFrom(outcome, chunks, request.headers['content-encoding']))
    request.on('data', (chunk: Buffer) => {
      byteLength += chunk.length
      if (byteLength <= bodyMaxBytes) chunks.push(chunk)
      else finish('too_large')
    })
    request.on('end', () => finish('complete'))
    request.on('error', () => finish('aborted'))
    request.on('close', () => finish('aborted'))
  })
}

function bodyFrom(outcome: Body['outcome'], chunks: Buffer[], encoding: string | undefined): Body {
  const wire = outcome === 'too_large' ? Buffer.alloc(0) : Buffer.concat(chunks)
  const bytes = inflated(wire, encoding) ?? wire
  const rawEncoding = isUtf8(bytes) ? 'utf8' : 'base64'
  const raw = bytes.toString(rawEncoding)
  const json = rawEncoding === 'utf8' ? jsonOf(raw) : undefined
  return { outcome, byteLength: wire.length, raw, rawEncoding, json }
}

/** null = not compressed, or not what the header says: the bytes are then kept as they came. */
function inflated(bytes: Buffer, encoding: string | undefined): Buffer | null {
  const options = { maxOutputLength: bodyMaxBytes }
  try {
    if (encoding === 'gzip') return gunzipSync(bytes, options)
    if (encoding === 'deflate') return inflateSync(bytes, options)
    if (encoding === 'br') return brotliDecompressSync(bytes, options)
    return null
  } catch {
    return null
  }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
