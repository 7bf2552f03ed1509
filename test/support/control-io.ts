import type { Io } from '../../cli/io.ts'

export interface TestIo extends Io {
  printed: string[]
  noted: string[]
}

/** A keyboard and a screen; files by path. */
export function aTestIo(overrides: Partial<Io> & { files?: Record<string, string> } = {}): TestIo {
  const { files = {}, ...rest } = overrides
  const printed: string[] = []
  const noted: string[] = []
  return {
    env: {},
    user: 'tester',
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    readFile: async (path) => files[path] ?? Promise.reject(new Error('no such file')),
    fetch,
    now: () => new Date('2026-11-20T10:00:00.000Z'),
    pause: async () => undefined,
    ...rest,
    printed,
    noted,
  }
}
