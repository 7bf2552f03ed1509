/** One line of `npm run bench`. `limit` is measured in the same run: the best this machine could do. */
export interface BenchLine {
  bench: string
  value: number
  unit: string
  limit: number
  limitName: string
  ratio: number
  config: Record<string, string | number>
}

export interface Bench {
  /** `payloads.meta` */
  name: string
  run(): Promise<BenchLine>
}
