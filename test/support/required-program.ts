import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * A suite whose program is absent is skipped by name with the package to install; with TRACKLAYER_REQUIRE=all it fails
 * instead, so that no check passes because it did not run.
 */
export function describeWith(
  program: string,
  debianPackage: string,
  name: string,
  suite: (path: string) => void,
): void {
  const path = programPath(program)
  const what = `${name} needs ${program}: apt-get install ${debianPackage}`
  if (path !== null) {
    describe(name, () => suite(path))
  } else if (process.env.TRACKLAYER_REQUIRE === 'all') {
    it(what, () => expect.unreachable(what))
  } else {
    it.skipIf(true)(what, () => undefined)
  }
}

function programPath(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin']
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null
}
