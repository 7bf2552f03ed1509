import type { Hono } from 'hono'
import { keyLookup, makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import type { Snapshot } from '../../core/config.ts'
import { StoreUnavailableError } from '../../core/errors.ts'
import { masterKeyFrom, workspaceKeys } from '../../core/keyring.ts'
import { createIngestApp } from '../../ingest/app.ts'
import type { ConfigWatch } from '../../ingest/config-watch.ts'
import type { IngestEnv } from '../../ingest/http.ts'
import { memoryLimiter } from '../../ingest/limits/memory-limiter.ts'
import { createLog } from '../../ingest/log.ts'
import type { IngestDeps, RegionStores } from '../../ingest/ports.ts'
import { type IngestWorld, wireIngest } from '../../ingest/wire-deps.ts'
import type { ApiKeyRow } from '../../supabase/queries/ports.ts'
import { aDestination, aPolicy, aRoute, aSnapshot, aSource, sourceId, workspaceId } from './a-snapshot.ts'
import { type IngestStoreStandIn, ingestStoreStandIn } from './ingest-store-stand-in.ts'

export const webhookId = '0198c0de-0000-8000-8000-00000000c0b1'
const dataKey = new Uint8Array(32).fill(7)

export interface IngestScene {
  app: Hono<IngestEnv>
  deps: IngestDeps
  watch: ConfigWatch
  store: IngestStoreStandIn
  control: ControlStandIn
  keys: { write: string; secret: string }
  workspaceKeys: ReturnType<typeof workspaceKeys>
  /** Every log line as text. */
  logged: string[]
  rejectedCodes: string[]
  limiterAway(): number
  clock: { now: Date }
  post(path: string, body: unknown, options?: PostOptions): Promise<Response>
  get(path: string, key?: string): Promise<Response>
}

export interface PostOptions {
  key?: string | null
  headers?: Record<string, string>
  peer?: string
}

export interface ControlStandIn {
  store: IngestWorld['control']
  snapshots: Map<string, Snapshot>
  keyRows: Map<string, ApiKeyRow>
  keysVersion: number
  away: boolean
  lookups: number
  revoke(key: string): void
  addKey(key: string, overrides?: Partial<ApiKeyRow>): void
}

/**
 * The whole app over ports: control in memory, the store a stand-in that keeps what it was given (the real one has its
 * own tests with Postgres). One workspace with a Meta and a webhook destination, opt-in in Germany.
 */
export function ingestScene(
  overrides: { snapshot?: Partial<Snapshot>; world?: Partial<IngestWorld> } = {},
): IngestScene {
  const masterKey = masterKeyFrom(new Uint8Array(32).fill(1))
  const snapshot = sceneSnapshot(masterKey.wrap(dataKey, workspaceId), overrides.snapshot)
  const control = controlStandIn(snapshot, masterKey.pepper)
  const keys = { write: makeWriteKey(), secret: makeSecretKey() }
  control.addKey(keys.write)
  control.addKey(keys.secret, { kind: 'secret', sourceId: null, scopes: ['ingest', 'read', 'consent'] })
  const store = ingestStoreStandIn()
  const stores: RegionStores = { ingest: store, reader: store.reader, consent: store.consent }
  const logged: string[] = []
  const rejectedCodes: string[] = []
  const clock = { now: new Date('2026-11-24T12:00:00.000Z') }
  let limiterAway = 0
  const { deps, watch } = wireIngest({
    control: control.store,
    regions: { [snapshot.region]: stores },
    regionHosts: {},
    masterKey,
    limiter: memoryLimiter(),
    metrics: {
      answered: () => undefined,
      results: () => undefined,
      rejected: (code) => rejectedCodes.push(code),
      limiterAway: () => (limiterAway += 1),
      ledgerRead: () => undefined,
      preflight: () => undefined,
      render: async () => ({ contentType: 'text/plain', text: '# metrics\n' }),
    },
    log: createLog({ level: 'debug', stream: { write: (line: string) => void logged.push(line) } }),
    trustedProxies: ['10.0.0.0/8'],
    storageLow: () => false,
    peerAddress: (env) => (env as { peer?: string } | undefined)?.peer ?? '203.0.113.9',
    clock: () => clock.now,
    ...overrides.world,
  })
  const app = createIngestApp(deps)
  return {
    app,
    deps,
    watch,
    store,
    control,
    keys,
    workspaceKeys: workspaceKeys(dataKey),
    logged,
    rejectedCodes,
    limiterAway: () => limiterAway,
    clock,
    async post(path, body, { key = keys.write, headers = {}, peer = '203.0.113.9' } = {}) {
      const authorization = key === null ? {} : { authorization: `Basic ${btoa(`${key}:`)}` }
      const isRaw = typeof body === 'string' || body instanceof Uint8Array
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization, ...headers },
        body: (isRaw ? body : JSON.stringify(body)) as string,
      }
      return app.request(path, init, { peer })
    },
    get: async (path, key = keys.secret) =>
      app.request(path, { headers: { authorization: `Bearer ${key}` } }, { peer: '127.0.0.1' }),
  }
}

export const metaId = '0198c0de-0000-8000-8000-00000000c001'

function sceneSnapshot(dataKeyWrapped: string, overrides: Partial<Snapshot> = {}): Snapshot {
  return aSnapshot({
    dataKeyWrapped,
    region: 'eu-central-1',
    policy: aPolicy(),
    sources: [aSource({ jurisdiction: { country: 'DE', region: null }, phoneCountry: 'DE' })],
    destinations: [
      aDestination({ id: metaId, type: 'meta', settings: { pixelId: '1234567890' } }),
      aDestination({
        id: webhookId,
        slug: 'hook',
        type: 'webhook',
        settings: { url: 'https://hook.example/in' },
        purposes: ['analytics'],
      }),
    ],
    routes: [
      aRoute({ destinationId: metaId }),
      aRoute({ id: '0198c0de-0000-8000-8000-00000000d002', destinationId: webhookId }),
    ],
    ...overrides,
  })
}

function controlStandIn(snapshot: Snapshot, pepper: Uint8Array): ControlStandIn {
  const control: Omit<ControlStandIn, 'store'> = {
    snapshots: new Map([[snapshot.workspaceId, snapshot]]),
    keyRows: new Map(),
    keysVersion: 1,
    away: false,
    lookups: 0,
    revoke(key) {
      const lookup = keyLookup(pepper, key)
      const row = control.keyRows.get(lookup)
      if (row !== undefined) control.keyRows.set(lookup, { ...row, revokedAt: '2026-11-24T11:00:00.000Z' })
      control.keysVersion += 1
    },
    addKey(key, overrides = {}) {
      control.keyRows.set(keyLookup(pepper, key), aKeyRow(overrides))
    },
  }
  const answer = <Value>(value: Value): Value => {
    if (control.away) throw new StoreUnavailableError('control_away', 'control is away')
    return value
  }
  return Object.assign(control, {
    store: {
      async findKey(lookup: string) {
        control.lookups += 1
        return answer(control.keyRows.get(lookup) ?? null)
      },
      snapshot: async (id: string) => answer(control.snapshots.get(id) ?? null),
      versions: async (ids: string[]) =>
        answer(
          ids.flatMap((id) => {
            const known = control.snapshots.get(id)
            return known === undefined
              ? []
              : [{ workspaceId: id, version: known.version, keysVersion: control.keysVersion }]
          }),
        ),
    } satisfies IngestWorld['control'],
  })
}

function aKeyRow(overrides: Partial<ApiKeyRow> = {}): ApiKeyRow {
  return {
    keyId: crypto.randomUUID(),
    workspaceId,
    sourceId,
    kind: 'write',
    scopes: [],
    hint: 'wk_test',
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
    revokedAt: null,
    ...overrides,
  }
}
