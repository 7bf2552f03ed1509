import { rename, rm, writeFile } from 'node:fs/promises'
import type { Region, Snapshot } from '../../core/config.ts'

/** What tools and tests read to find a running instance (design 3). */
export interface DevFile {
  ingestUrl: string
  sandboxUrl: string | null
  /** Owner URLs, for inspection only. */
  databases: Record<'control' | Region, string>
  workspaces: {
    id: string
    slug: string
    region: Region
    writeKey: string
    secretKey: string
    sources: { id: string; slug: string }[]
    destinations: { id: string; type: string; slug: string }[]
  }[]
}

export function devWorkspace(
  snapshot: Snapshot,
  keys: { writeKey: string; secretKey: string },
): DevFile['workspaces'][number] {
  return {
    id: snapshot.workspaceId,
    slug: snapshot.slug,
    region: snapshot.region,
    ...keys,
    sources: snapshot.sources.map(({ id, slug }) => ({ id, slug })),
    destinations: snapshot.destinations.map(({ id, type, slug }) => ({ id, type, slug })),
  }
}

/** Appears whole or not at all: whoever waits for the file may read it at once. */
export async function writeDevFile(path: string, content: DevFile): Promise<void> {
  const draft = `${path}.new`
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
}

export async function removeDevFile(path: string): Promise<void> {
  await rm(path, { force: true })
}
