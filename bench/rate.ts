import { performance } from 'node:perf_hooks'

const warmUpMs = 300
const measuredMs = 1_000

/** Calls a second on this one core; each call does `perCall` of what is counted. */
export function rateOf(work: () => void, perCall: number): number {
  runFor(work, warmUpMs)
  const { calls, elapsedMs } = runFor(work, measuredMs)
  return Math.round((calls * perCall * 1000) / elapsedMs)
}

function runFor(work: () => void, ms: number): { calls: number; elapsedMs: number } {
  const startedMs = performance.now()
  let calls = 0
  let elapsedMs = 0
  while (elapsedMs < ms) {
    work()
    calls += 1
    elapsedMs = performance.now() - startedMs
  }
  return { calls, elapsedMs }
}
