import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyWorkspace } from '../../control/egress-verb.ts'
import { pauseDestination } from '../../control/verbs/pause-destination.ts'
import { removeDestination } from '../../control/verbs/remove-destination.ts'
import { resumeDestination } from '../../control/verbs/resume-destination.ts'
import { resumeEgress } from '../../control/verbs/resume-egress.ts'
import { saveDestination } from '../../control/verbs/save-destination.ts'
import { stopEgress } from '../../control/verbs/stop-egress.ts'
import { suppressSubject } from '../../control/verbs/suppress-subject.ts'
import { UserError } from '../../core/errors.ts'
import { subjectKeyFor } from '../../core/ids.ts'
import { workspaceKeys } from '../../core/keyring.ts'
import { type ControlScene, controlScene } from '../support/control-scene.ts'

let scene: ControlScene
beforeAll(async () => {
  scene = await controlScene()
})
afterAll(() => scene.close())

describe('pause and resume', () => {
  it('both are told to the region and audited, and the document stays', async () => {
    const workspaceId = await scene.workspace()
    const { id } = await saveDestination(scene.control, workspaceId, { slug: 'hog', type: 'posthog' })
    await pauseDestination(scene.control, { workspaceId, destination: 'hog', reason: 'vendor_outage' })
    expect(await scene.queue(workspaceId, id)).toMatchObject({ state: 'paused', reason: 'vendor_outage' })
    await resumeDestination(scene.control, { workspaceId, destination: id })
    expect(await scene.queue(workspaceId, id)).toMatchObject({ state: 'runnable', reason: null })
    expect((await scene.snapshot(workspaceId)).version).toBe(2)
    expect((await scene.audit(workspaceId)).slice(0, 2)).toMatchObject([
      { action: 'resumeDestination', target: 'destination hog' },
      { action: 'pauseDestination', after: { state: 'paused', reason: 'vendor_outage' } },
    ])
  })

  it('an unknown destination and a reason that is prose are refused', async () => {
    const workspaceId = await scene.workspace()
    const pause = (input: object) => pauseDestination(scene.control, { workspaceId, destination: 'hog', ...input })
    await expect(pause({})).rejects.toMatchObject({ path: 'destination' })
    await expect(pause({ reason: 'call Ada' })).rejects.toMatchObject({ path: 'reason' })
  })
})

describe('removing a destination', () => {
  it('tells the region, which cancels what waits; where it cannot be reached the removal stands', async () => {
    const workspaceId = await scene.workspace()
    const { id } = await saveDestination(scene.control, workspaceId, { slug: 'hog', type: 'posthog' })
    await saveDestination(scene.control, workspaceId, { slug: 'far', type: 'posthog' })
    await removeDestination(scene.control, workspaceId, { destination: 'hog' })
    expect(await scene.queue(workspaceId, id)).toMatchObject({ state: 'removed', reason: 'destination_removed' })
    const region = (): never => {
      throw new UserError('no_database', 'not here')
    }
    await removeDestination({ ...scene.control, region }, workspaceId, { destination: 'far' })
    expect((await scene.snapshot(workspaceId)).destinations).toEqual([])
  })
})

describe('the emergency stop', () => {
  const stops = async (workspaceId: string) => (await scene.stops(workspaceId)).egress

  it('of one workspace holds for it alone, is audited and ends when it is resumed', async () => {
    const [workspaceId, other] = [await scene.workspace(), await scene.workspace()]
    const done = await stopEgress(scene.control, { workspaceId, reason: 'wrong_consent' })
    expect(done).toEqual({ regions: ['eu-central-1'], unreached: [] })
    expect(await stops(workspaceId)).toMatchObject([{ scope: 'workspace', reason: 'wrong_consent' }])
    expect(await stops(other)).toEqual([])
    await resumeEgress(scene.control, { workspaceId })
    expect(await stops(workspaceId)).toEqual([])
    expect((await scene.audit(workspaceId)).slice(0, 2)).toMatchObject([
      { action: 'resumeEgress', target: 'egress' },
      { action: 'stopEgress', after: { reason: 'wrong_consent' } },
    ])
  })

  it('of all holds for every workspace and is no right of a member of one', async () => {
    const workspaceId = await scene.workspace()
    const member = scene.as({ kind: 'member', workspaceId })
    await expect(stopEgress(member, { workspaceId: null })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await stopEgress(scene.control, { workspaceId: null })).toMatchObject({ unreached: [] })
    expect(await stops(workspaceId)).toMatchObject([{ scope: 'all', reason: 'by_hand' }])
    await resumeEgress(scene.control, { workspaceId: null })
    expect((await scene.audit(everyWorkspace)).map(({ action }) => action)).toEqual(['resumeEgress', 'stopEgress'])
  })

  it('names the regions that this process cannot reach', async () => {
    const region: typeof scene.control.region = (name) => {
      if (name === 'us-east-1') throw new UserError('no_database', 'not here')
      return scene.control.region(name)
    }
    const order = { workspaceId: null }
    expect(await stopEgress({ ...scene.control, region }, order)).toMatchObject({ unreached: ['us-east-1'] })
    await resumeEgress(scene.control, order)
  })
})

describe('suppressing a person', () => {
  it('every way the person is known by is suppressed, and no raw value is written', async () => {
    const workspaceId = await scene.workspace()
    const subject = { userId: 'planted-user', email: ' Planted.Person@Example.com ', phone: '+49 170 1234567' }
    await suppressSubject(scene.control, { workspaceId, subject, reason: 'objection' })
    const [row] = await scene.audit(workspaceId)
    const keys = workspaceKeys(
      scene.control.master.unwrap((await scene.snapshot(workspaceId)).dataKeyWrapped, workspaceId),
    )
    expect(row?.after).toEqual({
      reason: 'objection',
      subjectKeys: [
        subjectKeyFor(keys, 'user_id', 'planted-user'),
        subjectKeyFor(keys, 'email', 'planted.person@example.com'),
        subjectKeyFor(keys, 'phone', '+491701234567'),
      ],
    })
    expect(await scene.dump()).not.toMatch(/planted/i)
    expect(await scene.dump()).not.toContain('1701234567')
  })

  it.each([
    ['nobody', {}, 'subject'],
    ['an e-mail that is none', { email: 'Ada' }, 'subject.email'],
    ['a phone without its country', { phone: '0170 1234567' }, 'subject.phone'],
  ])('%s is refused with its path', async (_, subject, path) => {
    const workspaceId = await scene.workspace()
    await expect(suppressSubject(scene.control, { workspaceId, subject })).rejects.toMatchObject({ path })
  })
})
