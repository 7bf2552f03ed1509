import { open } from 'node:fs/promises'

export interface Line {
  /** Without its newline; decoded only by who needs it. */
  bytes: Buffer
  /** Offset of its first byte, and of the byte after its newline. */
  start: number
  end: number
}

const chunkBytes = 1 << 20

/** Whole lines of a file between two offsets; an unfinished last line is left out. */
export async function* linesOf(file: string, range: { start: number; end: number }): AsyncGenerator<Line> {
  const handle = await open(file, 'r')
  const buffer = Buffer.allocUnsafe(chunkBytes)
  let rest: Buffer = Buffer.alloc(0)
  let offset = range.start
  try {
    while (offset + rest.length < range.end) {
      const at = offset + rest.length
      const { bytesRead } = await handle.read(buffer, 0, Math.min(chunkBytes, range.end - at), at)
      if (bytesRead === 0) return
      const chunk = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      let from = 0
      for (let cut = chunk.indexOf(10); cut >= 0; cut = chunk.indexOf(10, from)) {
        yield { bytes: chunk.subarray(from, cut), start: offset + from, end: offset + cut + 1 }
        from = cut + 1
      }
      rest = chunk.subarray(from)
      offset += from
    }
  } finally {
    await handle.close()
  }
}
