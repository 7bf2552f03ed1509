import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkspace } from '../../control/verbs/create-workspace.ts'
import { issueKey } from '../../control/verbs/issue-key.ts'
import { saveDestination } from '../../control/verbs/save-destination.ts'
import { saveSource } from '../../control/verbs/save-source.ts'
import { setRetention } from '../../control/verbs/set-retention.ts'
import { type ControlScene, controlScene } from '../support/control-scene.ts'

let scene: ControlScene
beforeAll(async () => {
  scene = await controlScene()
})
afterAll(() => scene.close())

describe('what control leaves in its databases', () => {
  it('a planted credential is in no row: not clear, base64, hex or JSON-escaped', async () => {
    const planted = 'planted-"credential"-4711'
    const id = await scene.workspace()
    const meta = { slug: 'meta', type: 'meta', settings: { datasetId: '4242' } }
    await saveDestination(scene.control, id, { ...meta, credentials: { accessToken: 'planted-first-1' } })
    await saveDestination(scene.control, id, { ...meta, credentials: { accessToken: planted } })
    const dump = await scene.dump()
    expect(dump).toContain('4242')
    const forms = [planted, JSON.stringify(planted).slice(1, -1), Buffer.from(planted).toString('base64').slice(4, -4)]
    for (const form of [...forms, Buffer.from(planted).toString('hex'), 'planted-first-1']) {
      expect(dump).not.toContain(form)
    }
  })

  it('an issued key is in no row, its verifier and lookup are', async () => {
    const workspaceId = await scene.workspace()
    const { key } = await issueKey(scene.control, { workspaceId, kind: 'secret', scopes: ['read'] })
    const [row] = await scene.controlDatabase
      .sql`select verifier, lookup from control.api_keys where workspace_id = ${workspaceId}`
    expect(row).toMatchObject({
      verifier: expect.stringMatching(/^\$2/),
      lookup: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await scene.dump()).not.toContain(key)
  })

  it('audit rows and config versions cannot be changed or deleted, by the owner of the database either', async () => {
    const { sql } = scene.controlDatabase
    await scene.workspace()
    await expect(sql`update control.audit_log set actor = 'nobody'`).rejects.toThrow()
    await expect(sql`delete from control.audit_log`).rejects.toThrow()
    await expect(sql`truncate control.audit_log`).rejects.toThrow()
    await expect(sql`update control.config_versions set snapshot = '{}'`).rejects.toThrow()
    await expect(sql`delete from control.config_versions`).rejects.toThrow()
  })

  it('every version of a workspace stays readable, with its audit row beside it', async () => {
    const id = await scene.workspace()
    await saveSource(scene.control, id, { slug: 'web' })
    await saveSource(scene.control, id, { slug: 'web', acceptBots: true })
    const bots = async (version: number) => (await scene.control.store.snapshot(id, version))?.sources[0]?.acceptBots
    expect([await bots(1), await bots(2), await bots(3)]).toEqual([undefined, false, true])
    expect((await scene.audit(id)).map((row) => row.configVersion)).toEqual([3, 2, 1])
  })

  it('the home of a new workspace is in its region, and follows its retention', async () => {
    const { id } = await createWorkspace(scene.control, {
      slug: 'homely',
      name: 'H',
      region: 'us-east-1',
      retentionDays: 20,
    })
    const home = () =>
      scene.regionDatabase.sql`select epoch, state, retention_days from data.homes where workspace_id = ${id}`
    expect(await home()).toMatchObject([{ epoch: 1, state: 'active', retention_days: 20 }])
    await setRetention(scene.control, id, { retentionDays: 5 })
    expect(await home()).toMatchObject([{ retention_days: 5 }])
  })

  it('a character that Postgres cannot hold is refused by name', async () => {
    const id = await scene.workspace()
    for (const text of ['a\0b', 'a\ud800b']) {
      const refused = saveSource(scene.control, id, { slug: 'web', categoryMap: { [text]: ['analytics'] } })
      await expect(refused).rejects.toMatchObject({ code: 'invalid_config' })
    }
  })
})
