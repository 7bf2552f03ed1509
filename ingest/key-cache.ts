import { LRUCache } from 'lru-cache'
import { keyLookup, type PresentedKey } from '../core/api-keys.ts'
import type { ApiKeyRow } from '../supabase/queries/ports.ts'
import { ageLimit } from './isolate-cache.ts'
import { keyCacheMax } from './limits/numbers.ts'
import type { KeyFacts, KeySource } from './ports.ts'

export interface KeyCache extends KeySource {
  workspaceIds(): Set<string>
  /** Forgets the workspace's keys and every "no such key": one of them may just have been issued. */
  dropWorkspace(workspaceId: string): void
}

interface KeyCacheOptions {
  findKey(lookup: string): Promise<ApiKeyRow | null>
  pepper: Uint8Array
  now(): Date
  max?: number
  /** For isolates (see isolate-cache.ts); on Node the poll loop drops entries. */
  ttlMs?: number
}

interface Entry {
  facts: KeyFacts | null
}

const unknownKeyTtlMs = 30_000

export function createKeyCache(options: KeyCacheOptions): KeyCache {
  const entries = new LRUCache<string, Entry>({ max: options.max ?? keyCacheMax, ...ageLimit(options.ttlMs) })
  const underway = new Map<string, Promise<KeyFacts | null>>()
  let dropsSeen = 0

  async function lookUp(lookup: string): Promise<KeyFacts | null> {
    const dropsBefore = dropsSeen
    const facts = factsOf(await options.findKey(lookup))
    // A drop while we were asking: the row may be older than the revocation, so it is used once and not kept.
    if (dropsSeen === dropsBefore) keep(lookup, facts)
    return facts
  }

  function keep(lookup: string, facts: KeyFacts | null): void {
    const isUnknown = facts === null && options.ttlMs === undefined
    entries.set(lookup, { facts }, isUnknown ? { ttl: unknownKeyTtlMs } : {})
  }

  function lookUpOnce(lookup: string): Promise<KeyFacts | null> {
    if (options.ttlMs !== undefined) return lookUp(lookup)
    const running = underway.get(lookup)
    if (running !== undefined) return running
    const started = lookUp(lookup).finally(() => underway.delete(lookup))
    underway.set(lookup, started)
    return started
  }

  return {
    knows: (key) => entries.has(lookupOf(options, key)),
    async find(key) {
      const lookup = lookupOf(options, key)
      const known = entries.get(lookup)
      const facts = known === undefined ? await lookUpOnce(lookup) : known.facts
      return facts !== null && facts.kind === key.kind && isLive(facts, options.now()) ? facts : null
    },
    workspaceIds() {
      const ids = [...entries.values()].map((entry) => entry.facts?.workspaceId)
      return new Set(ids.filter((id) => id !== undefined))
    },
    dropWorkspace(workspaceId) {
      dropsSeen += 1
      for (const [lookup, { facts }] of entries.entries()) {
        if (facts === null || facts.workspaceId === workspaceId) entries.delete(lookup)
      }
    },
  }
}

function lookupOf(options: KeyCacheOptions, key: PresentedKey): string {
  return keyLookup(options.pepper, key.text)
}

function factsOf(row: ApiKeyRow | null): KeyFacts | null {
  if (row === null || row.revokedAt !== null) return null
  const { keyId, workspaceId, sourceId, kind, scopes, expiresAt } = row
  return { keyId, workspaceId, sourceId, kind, scopes, expiresAt }
}

function isLive(facts: KeyFacts, now: Date): boolean {
  return facts.expiresAt === null || Date.parse(facts.expiresAt) > now.getTime()
}
