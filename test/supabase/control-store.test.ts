import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectControl } from '../../supabase/queries/connect.ts'
import type { ApiKeyRow, AuditEntry } from '../../supabase/queries/ports.ts'
import { aSnapshot } from '../support/a-snapshot.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let store: ReturnType<typeof connectControl>
beforeAll(async () => {
  database = await createDatabase()
  store = connectControl(database.url)
})
afterAll(async () => {
  await store?.close()
  await database?.drop()
})

const entry: AuditEntry = { actor: 'cli:tester', action: 'test', target: 'workspace', before: null, after: { a: 1 } }

async function aWorkspace(): Promise<ReturnType<typeof aSnapshot>> {
  const snapshot = aSnapshot({ workspaceId: randomUUID(), slug: randomUUID(), version: 1 })
  await store.commitSnapshot(snapshot, entry)
  return snapshot
}

test('a snapshot reads back as it was written, and its audit row came with it', async () => {
  const snapshot = await aWorkspace()
  expect(await store.snapshot(snapshot.workspaceId)).toEqual(snapshot)
  expect(await store.auditTrail(snapshot.workspaceId, 10)).toEqual([
    { ...entry, at: expect.any(String), configVersion: 1 },
  ])
})

test('older versions stay readable and the current one is the last', async () => {
  const first = await aWorkspace()
  const second = { ...first, version: 2, name: 'Renamed' }
  await store.commitSnapshot(second, entry)
  expect(await store.snapshot(first.workspaceId, 1)).toEqual(first)
  expect(await store.snapshot(first.workspaceId)).toEqual(second)
})

test('of ten who write the same next version one wins, and only its audit row is there', async () => {
  const snapshot = await aWorkspace()
  const writes = Array.from({ length: 10 }, () => store.commitSnapshot({ ...snapshot, version: 2 }, entry))
  const settled = await Promise.allSettled(writes)
  const refused = settled.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(9)
  expect(refused[0]).toMatchObject({ reason: { name: 'UserError', code: 'version_conflict' } })
  expect(await store.auditTrail(snapshot.workspaceId, 100)).toHaveLength(2)
})

test('a skipped version and a second creation are conflicts', async () => {
  const snapshot = await aWorkspace()
  await expect(store.commitSnapshot({ ...snapshot, version: 4 }, entry)).rejects.toMatchObject({
    code: 'version_conflict',
  })
  await expect(store.commitSnapshot(snapshot, entry)).rejects.toMatchObject({ code: 'version_conflict' })
})

test('a slug belongs to one workspace', async () => {
  const { slug } = await aWorkspace()
  const other = aSnapshot({ workspaceId: randomUUID(), slug, version: 1 })
  await expect(store.commitSnapshot(other, entry)).rejects.toMatchObject({ code: 'slug_taken' })
  expect(await store.snapshot(other.workspaceId)).toBeNull()
})

test('issuing and revoking a key count as changes that the poll sees', async () => {
  const { workspaceId } = await aWorkspace()
  const key = aKey(workspaceId)
  const lookup = randomUUID()
  await store.insertKey({ ...key, lookup, verifier: 'bcrypt' }, entry)
  expect(await store.findKey(lookup)).toEqual(key)
  expect(await store.versions([workspaceId])).toMatchObject([{ workspaceId, version: 1, keysVersion: 1 }])
  const at = '2026-11-24T12:00:00.000Z'
  expect(await store.revokeKey(workspaceId, key.keyId, at, entry)).toBe(true)
  expect(await store.revokeKey(workspaceId, key.keyId, at, entry)).toBe(false)
  expect(await store.findKey(lookup)).toEqual({ ...key, revokedAt: at })
  expect(await store.findKey(randomUUID())).toBeNull()
})

test('a key is revoked by its own workspace only', async () => {
  const [own, other] = [await aWorkspace(), await aWorkspace()]
  const key = aKey(own.workspaceId)
  await store.insertKey({ ...key, lookup: randomUUID(), verifier: 'bcrypt' }, entry)
  expect(await store.revokeKey(other.workspaceId, key.keyId, new Date().toISOString(), entry)).toBe(false)
  expect(await store.keys(own.workspaceId)).toEqual([key])
})

test('another master key is refused', async () => {
  await store.claimInstallation('fingerprint-1')
  await store.claimInstallation('fingerprint-1')
  await expect(store.claimInstallation('fingerprint-2')).rejects.toMatchObject({ code: 'wrong_master_key' })
})

test.each(['control.audit_log', 'control.config_versions'])('%s is append-only even for its owner', async (table) => {
  await aWorkspace()
  const { sql } = database
  const asOwner = (statement: 'delete' | 'truncate') =>
    sql.begin(async (transaction) => {
      await transaction`set local role tl_owner`
      if (statement === 'delete') await transaction`delete from ${sql(table)}`
      else await transaction`truncate ${sql(table)}`
    })
  await expect(asOwner('delete')).rejects.toMatchObject({ code: '42501' })
  await expect(asOwner('truncate')).rejects.toMatchObject({ code: '42501' })
})

function aKey(workspaceId: string): ApiKeyRow {
  return {
    keyId: randomUUID(),
    workspaceId,
    sourceId: null,
    kind: 'secret',
    scopes: ['ingest', 'read'],
    hint: 'sk_4f9a',
    createdAt: '2026-11-24T10:00:00.000Z',
    expiresAt: null,
    revokedAt: null,
  }
}
