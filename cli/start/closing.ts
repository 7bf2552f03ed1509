export interface Closing {
  name: string
  close(): Promise<void>
}

/** Closes last first, once, and goes on past a part that fails: Postgres must stop whatever happened above it. */
export function closeInOrder(closing: Closing[], note: (text: string) => void): () => Promise<void> {
  let closed: Promise<void> | null = null
  return () => {
    closed ??= closeAll([...closing].reverse(), note)
    return closed
  }
}

async function closeAll(parts: Closing[], note: (text: string) => void): Promise<void> {
  for (const { name, close } of parts) {
    await close().catch((error: unknown) => note(`${name} did not close cleanly (${nameOf(error)})`))
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
