/** One line of `npm run bench`. `limit` is measured in the same run: the best this machine could do. */
export interface BenchLine {
  bench: string
  value: number
  unit: string
  /** Null = the figure stands for itself. */
  limit: number | null
  limitName: string | null
  ratio: number | null
  config: Record<string, string | number>
}

export interface BenchOptions {
  /** How often limit and value are measured in turn; the medians count. */
  pairs: number
  /** How long each measurement runs. */
  seconds: number
  /** Of the data that the growth benches load: 1 = 10 million events. */
  scale: number
}

export interface Bench {
  /** `payloads.meta` */
  name: string
  run(options: BenchOptions): Promise<BenchLine>
}

/** The line of a value beside its limit. */
export function lineOf(measured: Omit<BenchLine, 'ratio'>): BenchLine {
  const { value, limit } = measured
  const rounded = (one: number) => Math.round(one * 100) / 100
  const ratio = limit === null ? null : Math.round((value / limit) * 1000) / 1000
  return { ...measured, value: rounded(value), limit: limit === null ? null : rounded(limit), ratio }
}
