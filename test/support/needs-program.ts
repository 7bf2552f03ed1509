import { spawnSync } from 'node:child_process'

export interface Needed {
  absent: boolean
  /** Goes behind the test's name, so that a skipped suite says what to install. */
  note: string
}

type Environment = Record<string, string | undefined>

/**
 * An ordinary machine may leave a service out; its suite is then skipped by name. With TRACKLAYER_REQUIRE=all (CI) an
 * absent one is a failure: no test passes because it did not run.
 */
export function needs(present: boolean, remedy: string, env: Environment = process.env): Needed {
  if (present) return { absent: false, note: '' }
  if (env.TRACKLAYER_REQUIRE === 'all') throw new Error(`TRACKLAYER_REQUIRE=all, and this suite needs ${remedy}`)
  return { absent: true, note: ` (needs ${remedy})` }
}

export function needsProgram(program: string, debianPackage: string, env: Environment = process.env): Needed {
  const present = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
  return needs(present, `${program}: apt-get install ${debianPackage}`, env)
}
