import { spawnSync } from 'node:child_process'

export interface NeededProgram {
  absent: boolean
  /** Goes behind the test's name, so that a skipped suite says what to install. */
  note: string
}

/**
 * An ordinary machine may leave a service out; its suite is then skipped by name. With TRACKLAYER_REQUIRE=all (CI) an
 * absent program is a failure: no test passes because it did not run.
 */
export function needsProgram(program: string, debianPackage: string, env = process.env): NeededProgram {
  const absent = spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined
  if (!absent) return { absent, note: '' }
  const remedy = `needs ${program}: apt-get install ${debianPackage}`
  if (env.TRACKLAYER_REQUIRE === 'all') throw new Error(`TRACKLAYER_REQUIRE=all, and this suite ${remedy}`)
  return { absent, note: ` (${remedy})` }
}
