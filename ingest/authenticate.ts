import type { PresentedKey } from '../core/api-keys.ts'
import type { Snapshot, SourceConfig } from '../core/config.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { keysOf } from '../core/keys-of-snapshot.ts'
import { type IngestContext, note } from './http.ts'
import { limitKey } from './limits/enforce-limits.ts'
import type { IngestDeps, KeyFacts, RegionStores } from './ports.ts'
import { invalidKey } from './presented-key.ts'
import { Refusal, tooManyRequests, unavailable } from './refusal.ts'

/** A bearer who may come in, and where to. */
export interface Admission {
  key: KeyFacts
  snapshot: Snapshot
  keys: WorkspaceKeys
  stores: RegionStores
}

export type Scope = 'ingest' | 'read' | 'consent' | 'ops' | 'subject_requests'

export async function admit(
  c: IngestContext,
  deps: IngestDeps,
  presented: PresentedKey,
  scopes: Scope | readonly Scope[],
): Promise<Admission> {
  const key = await findKey(c, deps, presented)
  note(c, { workspaceId: key.workspaceId, keyId: key.keyId })
  refuseWithoutScope(key, [scopes].flat())
  await limitKey(deps, key)
  const snapshot = await deps.snapshots.current(key.workspaceId)
  if (snapshot === null) throw unavailable('workspace_unknown', 'the configuration of this workspace is not at hand')
  return { key, snapshot, keys: keysOf(snapshot, deps.keyProvider), stores: storesOf(deps, snapshot) }
}

async function findKey(c: IngestContext, deps: IngestDeps, presented: PresentedKey): Promise<KeyFacts> {
  if (!deps.keys.knows(presented)) refuseGuessing(c, deps)
  const key = await deps.keys.find(presented)
  if (key !== null) return key
  deps.addressLimits.countFailure('unknownKeyAddress', c.get('address'))
  throw invalidKey()
}

/** Each made-up key costs a query of control; known keys pass however much their address guesses. */
function refuseGuessing(c: IngestContext, deps: IngestDeps): void {
  const seconds = deps.addressLimits.blockedSeconds('unknownKeyAddress', c.get('address'))
  if (seconds !== null)
    throw tooManyRequests('address_rate_limited', 'too many unknown keys from this address', seconds)
}

function refuseWithoutScope(key: KeyFacts, sufficient: readonly Scope[]): void {
  const scopes = key.kind === 'write' ? ['ingest'] : key.scopes
  if (sufficient.some((scope) => scopes.includes(scope))) return
  throw new Refusal(403, 'scope_missing', `the key lacks the scope "${sufficient.join('" or "')}"`)
}

function storesOf(deps: IngestDeps, snapshot: Snapshot): RegionStores {
  const stores = deps.regions(snapshot.region)
  if (stores !== undefined) return stores
  const host = deps.regionHosts[snapshot.region]
  throw new Refusal(421, 'wrong_region', `this workspace rests in ${snapshot.region}, which is not served here`, {
    details: { region: snapshot.region, ...(host === undefined ? {} : { host }) },
  })
}

/** A write key is bound to its source. A secret key may name one (id or slug); else the workspace's first enabled one. */
export function sourceOf(c: IngestContext, admission: Admission): SourceConfig {
  const { key, snapshot } = admission
  const named = key.sourceId ?? c.req.header('x-tracklayer-source') ?? null
  const source =
    named === null
      ? snapshot.sources.find(({ enabled }) => enabled)
      : snapshot.sources.find(({ id, slug }) => id === named || (key.sourceId === null && slug === named))
  if (source === undefined) throw new Refusal(403, 'source_unknown', 'the key belongs to no source of this workspace')
  note(c, { sourceId: source.id })
  if (!source.enabled) throw new Refusal(403, 'source_disabled', 'the source is disabled')
  refuseOrigin(key, source, c.req.header('origin'))
  return source
}

function refuseOrigin(key: KeyFacts, source: SourceConfig, origin: string | undefined): void {
  const isFree = key.kind === 'secret' || origin === undefined || source.origins.length === 0
  if (isFree || source.origins.includes(origin)) return
  throw new Refusal(403, 'origin_not_allowed', 'the source does not list this origin')
}
