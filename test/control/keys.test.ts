import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueKey } from '../../control/verbs/issue-key.ts'
import { listKeys } from '../../control/verbs/list-keys.ts'
import { revokeKey } from '../../control/verbs/revoke-key.ts'
import { saveSource } from '../../control/verbs/save-source.ts'
import { verifierFor, verifyKeyAgainstVerifier } from '../../control/verifier.ts'
import { keyLookup, makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import { type ControlScene, controlScene } from '../support/control-scene.ts'

let scene: ControlScene
beforeAll(async () => {
  scene = await controlScene()
})
afterAll(() => scene.close())

async function shop(): Promise<{ workspaceId: string; sourceId: string }> {
  const workspaceId = await scene.workspace()
  const { id: sourceId } = await saveSource(scene.control, workspaceId, { slug: 'storefront' })
  return { workspaceId, sourceId }
}

describe('keys', () => {
  it('a new key is returned once and found by its lookup', async () => {
    const { workspaceId, sourceId } = await shop()
    const { key, hint, keyId } = await issueKey(scene.control, { workspaceId, kind: 'write', sourceId })
    expect(key).toMatch(/^wk_[A-Za-z0-9_-]{24}$/)
    expect(hint).toBe(key?.slice(0, 7))
    const row = await scene.control.store.findKey(keyLookup(scene.control.master.pepper, key ?? ''))
    expect(row).toMatchObject({ keyId, workspaceId, sourceId, kind: 'write', scopes: ['ingest'], revokedAt: null })
    expect(await scene.dump()).not.toContain(key)
  })

  it('an existing key is taken over, and a second time changes nothing', async () => {
    const { workspaceId } = await shop()
    const input = { workspaceId, kind: 'secret', scopes: ['read', 'ops'], value: makeSecretKey() }
    const first = await issueKey(scene.control, input)
    const second = await issueKey(scene.control, { ...input, scopes: ['ops', 'read'] })
    expect(second).toEqual({ ...first, key: null })
    expect(await listKeys(scene.control, workspaceId)).toHaveLength(1)
  })

  it('a key in use elsewhere, with other scopes, or revoked is refused without repeating it', async () => {
    const { workspaceId } = await shop()
    const input = { workspaceId, kind: 'secret', scopes: ['read'], value: makeSecretKey() }
    const { keyId } = await issueKey(scene.control, input)
    const refused = (overrides: object) => issueKey(scene.control, { ...input, ...overrides })
    const taken = expect.objectContaining({ code: 'key_taken', message: expect.not.stringContaining(input.value) })
    await expect(refused({ workspaceId: await scene.workspace() })).rejects.toEqual(taken)
    await expect(refused({ scopes: ['ops'] })).rejects.toEqual(taken)
    await revokeKey(scene.control, { workspaceId, keyId })
    await expect(refused({})).rejects.toEqual(taken)
  })

  it.each([
    ['a write key without a source', { kind: 'write' }, 'sourceId'],
    [
      'a write key that may read',
      { kind: 'write', sourceId: '5f0c0b9e-6f0b-4a53-9d7e-0d8b6b0a4f11', scopes: ['read'] },
      'scopes',
    ],
    ['a source of another workspace', { kind: 'secret', sourceId: '5f0c0b9e-6f0b-4a53-9d7e-0d8b6b0a4f11' }, 'sourceId'],
    ['a secret key with a wrong checksum', { kind: 'secret', value: `sk_${'a'.repeat(49)}` }, 'value'],
    ['a write key where a secret one is said', { kind: 'secret', value: makeWriteKey() }, 'value'],
    ['a scope that does not exist', { kind: 'secret', scopes: ['root'] }, 'scopes.0'],
  ])('%s is refused with its path', async (_, input, path) => {
    const { workspaceId } = await shop()
    await expect(issueKey(scene.control, { workspaceId, ...input })).rejects.toMatchObject({
      code: 'invalid_config',
      path,
    })
  })

  it('revoking is audited, and a second time says it was done', async () => {
    const { workspaceId } = await shop()
    const { keyId, hint } = await issueKey(scene.control, { workspaceId, kind: 'secret', scopes: ['read'] })
    expect(await revokeKey(scene.control, { workspaceId, keyId })).toBe(true)
    expect(await revokeKey(scene.control, { workspaceId, keyId })).toBe(false)
    const [row] = await scene.audit(workspaceId)
    expect(row).toMatchObject({ action: 'revokeKey', target: `key ${keyId}`, after: { hint } })
  })

  it('a key of another workspace cannot be revoked from here', async () => {
    const { workspaceId } = await shop()
    const { keyId } = await issueKey(scene.control, { workspaceId, kind: 'secret', scopes: ['read'] })
    const elsewhere = await scene.workspace()
    await expect(revokeKey(scene.control, { workspaceId: elsewhere, keyId })).rejects.toMatchObject({
      code: 'unknown_key',
    })
  })

  it('a key older than 90 days is flagged until it is revoked', async () => {
    const { workspaceId } = await shop()
    const { keyId } = await issueKey(scene.at('2026-08-01T00:00:00Z'), {
      workspaceId,
      kind: 'secret',
      scopes: ['read'],
    })
    expect(await listKeys(scene.at('2026-10-30T00:00:00Z'), workspaceId)).toMatchObject([
      { ageDays: 90, rotate: false },
    ])
    expect(await listKeys(scene.at('2026-10-31T00:00:00Z'), workspaceId)).toMatchObject([{ ageDays: 91, rotate: true }])
    await revokeKey(scene.control, { workspaceId, keyId })
    expect(await listKeys(scene.at('2026-10-31T00:00:00Z'), workspaceId)).toMatchObject([{ rotate: false }])
  })

  it('a verifier is bcrypt at cost 10 and knows its own key only', async () => {
    const key = makeSecretKey()
    const verifier = await verifierFor(key)
    expect(verifier).toMatch(/^\$2[aby]\$10\$/)
    expect(await verifyKeyAgainstVerifier(key, verifier)).toBe(true)
    expect(await verifyKeyAgainstVerifier(makeSecretKey(), verifier)).toBe(false)
  })
})
