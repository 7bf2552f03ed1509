/** Microseconds of this process's CPU for one call. Not the clock: the machine may be shared. */
export async function cpuMicrosOf(work: () => unknown, calls: number): Promise<number> {
  const before = process.cpuUsage()
  for (let call = 0; call < calls; call++) await work()
  const { user, system } = process.cpuUsage(before)
  return Math.round(((user + system) / calls) * 10) / 10
}
