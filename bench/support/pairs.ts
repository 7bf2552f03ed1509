export interface Pairs {
  limit: number
  value: number
}

/** The medians of limits and values that were measured in turn, so that a slow minute hits both. */
export async function inPairs(pairs: number, one: { limit: () => Promise<number>; value: () => Promise<number> }) {
  const limits: number[] = []
  const values: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    limits.push(await one.limit())
    values.push(await one.value())
  }
  return { limit: median(limits), value: median(values) } satisfies Pairs
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}
