const givenUpAfterMs = 90_000
const askAgainAfterMs = 50

/** Waits for a condition, never for a time: the first answer that is not null. */
export async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = Date.now() + givenUpAfterMs
  for (;;) {
    const answer = await look()
    if (answer !== null) return answer
    if (Date.now() > deadline) throw new Error(`waited ${givenUpAfterMs / 1000} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs))
  }
}
