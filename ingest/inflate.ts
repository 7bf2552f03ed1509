/** Null when the stream is no gzip; `too_large` as soon as one byte too many came out, so a bomb costs its limit. */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array | 'too_large' | null> {
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  // Its failure shows on the readable side, too, where it is handled.
  writer
    .write(bytes)
    .then(() => writer.close())
    .catch(() => undefined)
  try {
    return await collect(stream.readable, maxBytes)
  } catch {
    return null
  }
}

/** Reads at most `maxBytes`, then cancels the source. */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | 'too_large'> {
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let total = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concatenate(parts, total)
    total += value.length
    if (total > maxBytes) {
      reader.cancel().catch(() => undefined)
      return 'too_large'
    }
    parts.push(value)
  }
}

function concatenate(parts: Uint8Array[], total: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(total)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
