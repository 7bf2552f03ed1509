import { randomBytes, randomUUID } from 'node:crypto'
import { keyHint, keyLookup, makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import { masterKeyFrom, newDataKey, type WorkspaceKeys, workspaceKeys } from '../../core/keyring.ts'
import { connectControl } from '../../supabase/queries/connect.ts'
import type { ApiKeyRow, AuditEntry, ControlStore } from '../../supabase/queries/ports.ts'
import { aRegion, type TestRegion } from './a-region.ts'
import { aDestination, aPolicy, aRoute, aSnapshot, aSource, sourceId, workspaceId } from './a-snapshot.ts'
import { aWorker, type Worker, type WorkerInit } from './a-worker.ts'

export const metaId = '0198c0de-0000-8000-8000-00000000c001'
export const webhookId = '0198c0de-0000-8000-8000-00000000c0b1'

export interface Edge {
  worker: Worker
  region: TestRegion
  control: ControlStore
  keys: { write: string; secret: string }
  workspaceKeys: WorkspaceKeys
  /** Posts JSON with the write key; `init` last. */
  post(path: string, body: unknown, init?: WorkerInit & { key?: string }): Promise<Response>
  get(path: string): Promise<Response>
  /** Revokes the write key in control; nobody tells the isolate. */
  revokeWriteKey(): Promise<void>
  close(): Promise<void>
}

/**
 * ingest/edge.ts in workerd over one database that is control and region at once: a German shop with a Meta and a
 * webhook destination. `places` says how the Worker reaches the database.
 */
export async function anEdge(
  options: { bindings?: Record<string, string>; places?: (region: TestRegion) => Places | Promise<Places> } = {},
): Promise<Edge> {
  const { bindings = {}, places = byDriver } = options
  const region = await aRegion()
  const control = connectControl(region.database.url)
  const secret = randomBytes(32)
  const master = masterKeyFrom(secret)
  const dataKey = newDataKey()
  await control.commitSnapshot(shop(master.wrap(dataKey, workspaceId)), audit)
  const keys = { write: makeWriteKey(), secret: makeSecretKey() }
  const writeKey = aKeyRow()
  await control.insertKey({ ...writeKey, ...found(keys.write) }, audit)
  const secretKey = aKeyRow({ kind: 'secret', sourceId: null, scopes: ['ingest', 'read', 'consent'] })
  await control.insertKey({ ...secretKey, ...found(keys.secret) }, audit)
  const worker = await aWorker({
    TRACKLAYER_MASTER_KEY: secret.toString('base64'),
    ...(await places(region)),
    ...bindings,
  })

  function found(text: string) {
    return { lookup: keyLookup(master.pepper, text), verifier: '$2b$10$not.checked.by.ingest', hint: keyHint(text) }
  }

  return {
    worker,
    region,
    control,
    keys,
    workspaceKeys: workspaceKeys(dataKey),
    post(path, body, { key = keys.write, headers = {}, ...init } = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array
      return worker.fetch(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: isRaw ? body : JSON.stringify(body),
        ...init,
      })
    },
    get: (path) => worker.fetch(path, { headers: { authorization: `Bearer ${keys.secret}` } }),
    async revokeWriteKey() {
      await control.revokeKey(workspaceId, writeKey.keyId, new Date().toISOString(), audit)
    },
    async close() {
      await worker.close()
      await (control as ReturnType<typeof connectControl>).close()
      await region.close()
    },
  }
}

type Places = Record<string, string>

function byDriver({ database }: TestRegion): Places {
  return { CONTROL_DATABASE_URL: database.url, EU_CENTRAL_1_DATABASE_URL: database.url }
}

const audit: AuditEntry = { actor: 'test', action: 'test', target: 'test', before: null, after: null }

function shop(dataKeyWrapped: string) {
  return aSnapshot({
    dataKeyWrapped,
    version: 1,
    region: 'eu-central-1',
    plan: { eventsPerSecond: 1e6, burst: 1e6 },
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
  })
}

function aKeyRow(overrides: Partial<ApiKeyRow> = {}): ApiKeyRow {
  return {
    keyId: randomUUID(),
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
