import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, allowedRoles, authorise, type VerbName } from '../../control/authorise.ts'
import type { Control } from '../../control/control.ts'
import { exportConfig } from '../../control/export.ts'
import { createWorkspace } from '../../control/verbs/create-workspace.ts'
import { issueKey } from '../../control/verbs/issue-key.ts'
import { listKeys } from '../../control/verbs/list-keys.ts'
import { pauseDestination } from '../../control/verbs/pause-destination.ts'
import { previewReplay } from '../../control/verbs/preview-replay.ts'
import { redriveDead } from '../../control/verbs/redrive-dead.ts'
import { removeDestination } from '../../control/verbs/remove-destination.ts'
import { removeRoute } from '../../control/verbs/remove-route.ts'
import { removeSource } from '../../control/verbs/remove-source.ts'
import { resumeDestination } from '../../control/verbs/resume-destination.ts'
import { resumeEgress } from '../../control/verbs/resume-egress.ts'
import { revokeKey } from '../../control/verbs/revoke-key.ts'
import { saveDestination } from '../../control/verbs/save-destination.ts'
import { savePolicy } from '../../control/verbs/save-policy.ts'
import { saveRoute } from '../../control/verbs/save-route.ts'
import { saveSource } from '../../control/verbs/save-source.ts'
import { saveWorkspace } from '../../control/verbs/save-workspace.ts'
import { setConsentProof } from '../../control/verbs/set-consent-proof.ts'
import { setPlan } from '../../control/verbs/set-plan.ts'
import { setRetention } from '../../control/verbs/set-retention.ts'
import { startReplay } from '../../control/verbs/start-replay.ts'
import { stopEgress } from '../../control/verbs/stop-egress.ts'
import { stopReplay } from '../../control/verbs/stop-replay.ts'
import { suppressSubject } from '../../control/verbs/suppress-subject.ts'
import { type ControlScene, controlScene } from '../support/control-scene.ts'

interface Shop {
  workspaceId: string
  slug: string
  keyId: string
  replay: string
}
type Call = (control: Control, shop: Shop) => Promise<unknown>

/** A call that succeeds for who may make it. A verb without one does not compile. */
const calls: Record<VerbName, Call> = {
  redriveDead: (control, { workspaceId }) => redriveDead(control, { workspaceId }),
  previewReplay: (control, { workspaceId }) => previewReplay(control, { workspaceId, from }),
  startReplay: (control, { workspaceId, replay }) => startReplay(control, { workspaceId, replay }),
  stopReplay: (control, { workspaceId, replay }) => stopReplay(control, { workspaceId, replay }),
  createWorkspace: (control) =>
    createWorkspace(control, { slug: `n-${control.newId().slice(0, 8)}`, name: 'New', region: 'us-east-1' }),
  saveWorkspace: (control, { workspaceId }) => saveWorkspace(control, workspaceId, { name: 'N', euOnly: false }),
  setPlan: (control, { workspaceId }) => setPlan(control, workspaceId, { eventsPerSecond: 1, burst: 1 }),
  setConsentProof: (control, { workspaceId }) => setConsentProof(control, workspaceId, { consentProofYears: 5 }),
  setRetention: (control, { workspaceId }) => setRetention(control, workspaceId, { retentionDays: 9 }),
  savePolicy: (control, { workspaceId }) => savePolicy(control, workspaceId, { rules: [], adoptedBy: 'Ada' }),
  saveSource: (control, { workspaceId }) => saveSource(control, workspaceId, { slug: 'app' }),
  removeSource: (control, { workspaceId }) => removeSource(control, workspaceId, { source: 'spare' }),
  saveDestination: (control, { workspaceId }) => saveDestination(control, workspaceId, { slug: 'p2', type: 'posthog' }),
  removeDestination: (control, { workspaceId }) => removeDestination(control, workspaceId, { destination: 'spare' }),
  issueKey: (control, { workspaceId }) => issueKey(control, { workspaceId, kind: 'secret', scopes: ['read'] }),
  revokeKey: (control, { workspaceId, keyId }) => revokeKey(control, { workspaceId, keyId }),
  listKeys: (control, { workspaceId }) => listKeys(control, workspaceId),
  exportConfig: (control, { slug }) => exportConfig(control, [slug]),
  saveRoute: (control, { workspaceId }) => saveRoute(control, workspaceId, { source: 'web', destination: 'hog' }),
  removeRoute: (control, { workspaceId }) => removeRoute(control, workspaceId, { source: 'pos', destination: 'hog' }),
  pauseDestination: (control, { workspaceId }) => pauseDestination(control, { workspaceId, destination: 'hog' }),
  resumeDestination: (control, { workspaceId }) => resumeDestination(control, { workspaceId, destination: 'hog' }),
  stopEgress: (control, { workspaceId }) => stopEgress(control, { workspaceId }),
  resumeEgress: (control, { workspaceId }) => resumeEgress(control, { workspaceId }),
  suppressSubject: (control, { workspaceId }) => suppressSubject(control, { workspaceId, subject: { userId: 'u-1' } }),
}

const verbs = Object.keys(allowedRoles) as VerbName[]
const roles = ['admin', 'editor', 'viewer'] as const

const from = '2026-11-20T00:00:00.000Z'

/** One that no worker previewed in this test: said by hand. */
async function aPreviewed(scene: ControlScene, workspaceId: string): Promise<string> {
  const { replayId } = await previewReplay(scene.control, { workspaceId, from })
  await scene.regionDatabase.sql`
    update data.replays set state = 'previewed', previewed_at = now() where replay_id = ${replayId}`
  return replayId
}

let scene: ControlScene
let shop: Shop
beforeAll(async () => {
  scene = await controlScene()
  shop = await aShop(scene)
})
afterAll(() => scene.close())

describe('every verb × role', () => {
  it.each(verbs.flatMap((verb) => roles.map((role) => [verb, role] as const)))('%s by an %s', async (verb, role) => {
    const isAllowed = (allowedRoles[verb] as readonly string[]).includes(role)
    const own = isAllowed && /^(remove|revoke|start|stop)/.test(verb) ? await aShop(scene) : shop
    const work = calls[verb](scene.as({ role }), own)
    if (isAllowed) await expect(work).resolves.toBeDefined()
    else await expect(work).rejects.toMatchObject({ code: 'forbidden' })
  })

  it.each(verbs)('%s by a member of another workspace changes nothing', async (verb) => {
    const before = await scene.dump()
    const stranger = scene.as({ kind: 'member', workspaceId: '00000000-0000-4000-8000-000000000001' })
    await expect(calls[verb](stranger, shop)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await scene.dump()).toBe(before)
  })

  it('a viewer may do nothing, an admin everything', () => {
    const may = (role: Actor['role']) =>
      verbs.filter((verb) => (allowedRoles[verb] as readonly string[]).includes(role))
    expect(may('viewer')).toEqual([])
    expect(may('admin')).toEqual(verbs)
  })

  it('a member acts in its own workspace', () => {
    const member: Actor = { kind: 'member', id: 'm-1', role: 'admin', workspaceId: shop.workspaceId }
    expect(() => authorise(member, 'saveSource', shop.workspaceId)).not.toThrow()
    expect(() => authorise(member, 'createWorkspace', null)).toThrow('this member may act in its own workspace only')
  })
})

async function aShop(scene: ControlScene): Promise<Shop> {
  const { control } = scene
  const workspaceId = await scene.workspace()
  for (const slug of ['web', 'pos', 'spare']) await saveSource(control, workspaceId, { slug })
  for (const slug of ['hog', 'spare'])
    await saveDestination(control, workspaceId, { slug: slug === 'spare' ? slug : 'hog', type: 'posthog' })
  await saveRoute(control, workspaceId, { source: 'pos', destination: 'hog' })
  const { keyId } = await issueKey(control, { workspaceId, kind: 'secret', scopes: ['read'] })
  const replay = await aPreviewed(scene, workspaceId)
  return { workspaceId, keyId, replay, slug: (await scene.snapshot(workspaceId)).slug }
}
