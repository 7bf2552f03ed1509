import { readdirSync, readFileSync } from 'node:fs'

/** User and system seconds of a process and its children since their start; the kernel counts in hundredths. */
export function cpuSecondsOf(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + secondsOf(each), 0)
}

/** How much of one core each process took while `work` ran, under `cpu <name>`. */
export async function withCpuShares<Result>(
  pids: Record<string, number | null>,
  work: () => Promise<Result>,
): Promise<{ result: Result; shares: Record<string, number> }> {
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid: pid ?? 0, seconds: cpuSecondsOf(pid ?? 0) }))
  const startedMs = performance.now()
  const result = await work()
  const tookSeconds = (performance.now() - startedMs) / 1000
  const shares = before.map(({ name, pid, seconds }) => [`cpu ${name}`, (cpuSecondsOf(pid) - seconds) / tookSeconds])
  return {
    result,
    shares: Object.fromEntries(shares.map(([name, share]) => [name, Math.round(Number(share) * 100) / 100])),
  }
}

function secondsOf(pid: number): number {
  const fields = statOf(pid)
  // Ended children that were waited for count, too: a backend that closed in between.
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / 100
}

function childrenOf(pid: number): number[] {
  if (pid === 0) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => Number(statOf(other)[1]) === pid)
}

/** The fields after the command's name: state, parent, … */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
