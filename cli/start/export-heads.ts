import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Head } from '../../core/receipts/seal.ts'
import type { WorkerLog } from '../../workers/worker-log.ts'

/** Heads of a region's chains: a line a seal in a file outside the database, and one in the log. */
export function headExporter({
  folder,
  region,
  log,
  publicKey,
}: {
  folder: string
  region: string
  log: WorkerLog
  publicKey: string
}): (heads: Head[]) => Promise<void> {
  return async (heads) => {
    for (const head of heads) log.info({ region, ...head }, 'seal.made')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const lines = heads.map((head) => `${JSON.stringify({ ...head, publicKey })}\n`)
    await appendFile(join(folder, `${region}.heads.jsonl`), lines.join(''), { mode: 0o600 })
  }
}
