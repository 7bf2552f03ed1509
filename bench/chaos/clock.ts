import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'

/** Null = no libfaketime here (apt-get install faketime): rounds that step a clock are left out by name. */
export const faketimeLibrary: string | null = existsSync(library) ? library : null

/** The wall clock of one child process, never the machine's. Monotonic time is left alone, as a real step leaves it. */
export interface Clock {
  env: Record<string, string>
  stepTo(offsetSeconds: number): Promise<void>
}

export async function clockOf(folder: string, name: string): Promise<Clock> {
  const file = join(folder, `${name}.clock`)
  const stepTo = async (offsetSeconds: number): Promise<void> => {
    await writeFile(file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}\n`)
    // Postgres runs as another user.
    await chmod(file, 0o644)
  }
  await stepTo(0)
  if (faketimeLibrary === null) return { env: {}, stepTo: async () => undefined }
  const env = {
    LD_PRELOAD: faketimeLibrary,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  }
  return { env, stepTo }
}
