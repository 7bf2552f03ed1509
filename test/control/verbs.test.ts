import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sealsSame } from '../../control/credentials.ts'
import { exportConfig } from '../../control/export.ts'
import { removeDestination } from '../../control/verbs/remove-destination.ts'
import { removeRoute } from '../../control/verbs/remove-route.ts'
import { removeSource } from '../../control/verbs/remove-source.ts'
import { saveDestination } from '../../control/verbs/save-destination.ts'
import { savePolicy } from '../../control/verbs/save-policy.ts'
import { saveRoute } from '../../control/verbs/save-route.ts'
import { saveSource } from '../../control/verbs/save-source.ts'
import { saveWorkspace } from '../../control/verbs/save-workspace.ts'
import { setConsentProof } from '../../control/verbs/set-consent-proof.ts'
import { setPlan } from '../../control/verbs/set-plan.ts'
import { setRetention } from '../../control/verbs/set-retention.ts'
import { UserError } from '../../core/errors.ts'
import { type ControlScene, controlScene } from '../support/control-scene.ts'

const meta = {
  slug: 'meta',
  type: 'meta',
  settings: { datasetId: '42' },
  credentials: { accessToken: 'planted-token-1' },
}
const hook = { slug: 'hook', type: 'webhook', settings: { url: 'https://h.example/' }, credentials: { secret: 's' } }

let scene: ControlScene
beforeAll(async () => {
  scene = await controlScene()
})
afterAll(() => scene.close())

async function shop(): Promise<string> {
  const id = await scene.workspace()
  await saveSource(scene.control, id, { slug: 'storefront' })
  await saveDestination(scene.control, id, meta)
  return id
}

describe('workspaces', () => {
  it('a new workspace has version 1, a wrapped data key, and no adopted policy', async () => {
    const snapshot = await scene.snapshot(await scene.workspace())
    expect(snapshot).toMatchObject({ version: 1, epoch: 1, retentionDays: 180, policy: { adoptedBy: null, rules: [] } })
    expect(scene.control.master.unwrap(snapshot.dataKeyWrapped, snapshot.workspaceId)).toHaveLength(32)
  })

  it('a slug belongs to one workspace', async () => {
    await scene.workspace({ slug: 'taken' })
    await expect(scene.workspace({ slug: 'taken' })).rejects.toThrow('slug: taken is taken by another workspace')
  })

  it('name, plan and retention are saved one version each', async () => {
    const id = await scene.workspace()
    await saveWorkspace(scene.control, id, { name: 'Other', euOnly: true })
    await setPlan(scene.control, id, { eventsPerSecond: 7, burst: 9 })
    await setRetention(scene.control, id, { retentionDays: 30 })
    const expected = {
      version: 4,
      name: 'Other',
      euOnly: true,
      plan: { eventsPerSecond: 7, burst: 9 },
      retentionDays: 30,
    }
    expect(await scene.snapshot(id)).toMatchObject(expected)
  })

  it('proof of consent is kept as long as the law asks at least, and the change is audited', async () => {
    const id = await scene.workspace()
    const years = (consentProofYears: number) => setConsentProof(scene.control, id, { consentProofYears })
    await expect(years(1)).rejects.toThrow('at least 2: opt-outs of sale or sharing are kept for 24 months')
    await expect(years(11)).rejects.toThrow('at most 10')
    await years(5)
    expect(await scene.snapshot(id)).toMatchObject({ version: 2, consentProofYears: 5 })
    const [home] = await scene.regionDatabase.sql`
      select consent_proof_years as years from data.homes where workspace_id = ${id}`
    expect(home).toEqual({ years: 5 })
    const [row] = await scene.audit(id)
    expect(row).toMatchObject({
      action: 'setConsentProof',
      before: { consentProofYears: 3 },
      after: { consentProofYears: 5 },
    })
    expect(await years(5)).toMatchObject({ changed: false })
  })
})

describe('saving', () => {
  it('a save writes the next version and one audit row with before and after of the part', async () => {
    const id = await shop()
    const saved = await saveSource(scene.control, id, { slug: 'storefront', phoneCountry: 'DE' })
    expect(saved).toMatchObject({ version: 4, changed: true })
    const [row] = await scene.audit(id)
    expect(row).toMatchObject({
      actor: 'cli:tester',
      action: 'saveSource',
      target: 'source storefront',
      before: { phoneCountry: null },
      after: { phoneCountry: 'DE' },
    })
  })

  it('saving what is there writes nothing', async () => {
    const id = await shop()
    const audited = (await scene.audit(id)).length
    expect(await saveSource(scene.control, id, { slug: 'storefront' })).toMatchObject({ version: 3, changed: false })
    expect(await saveDestination(scene.control, id, meta)).toMatchObject({ version: 3, changed: false })
    expect(await scene.audit(id)).toHaveLength(audited)
  })

  it('a source keeps its id when it is renamed', async () => {
    const id = await shop()
    const [source] = (await scene.snapshot(id)).sources
    await saveSource(scene.control, id, { id: source!.id, slug: 'web' })
    expect((await scene.snapshot(id)).sources).toMatchObject([{ id: source!.id, slug: 'web' }])
  })

  it('a hold for consent is off by default, needs a reason, which the audit log keeps, and lasts half an hour at most', async () => {
    const id = await shop()
    expect((await scene.snapshot(id)).sources[0]?.holdForConsent).toBeUndefined()
    const save = (holdForConsent: object) => saveSource(scene.control, id, { slug: 'storefront', holdForConsent })
    const reason = 'the banner is shown on every page'
    await expect(save({ purposes: ['analytics'] })).rejects.toMatchObject({ path: 'holdForConsent.reason' })
    await expect(save({ purposes: [], reason })).rejects.toMatchObject({ path: 'holdForConsent.purposes' })
    await expect(save({ purposes: ['analytics'], reason, minutes: 31 })).rejects.toMatchObject({
      path: 'holdForConsent.minutes',
    })
    await save({ purposes: ['analytics'], reason })
    const holdForConsent = { purposes: ['analytics'], minutes: 30, reason }
    expect((await scene.audit(id))[0]).toMatchObject({ action: 'saveSource', after: { holdForConsent } })
    const file = parse(await exportConfig(scene.control, [(await scene.snapshot(id)).slug]))
    expect(file.workspaces[0].sources[0].holdForConsent).toEqual(holdForConsent)
  })

  it('two who save at once both succeed: the later reads again', async () => {
    const id = await shop()
    await Promise.all([saveSource(scene.control, id, { slug: 'pos' }), saveSource(scene.control, id, { slug: 'app' })])
    const { version, sources } = await scene.snapshot(id)
    expect(version).toBe(5)
    expect(sources.map((source) => source.slug).sort()).toEqual(['app', 'pos', 'storefront'])
  })
})

describe('destinations', () => {
  it('credentials are sealed for their destination and kept when left out', async () => {
    const id = await shop()
    const { credentials: _, ...without } = meta
    await saveDestination(scene.control, id, { ...without, enabled: false })
    const snapshot = await scene.snapshot(id)
    const [{ id: destinationId, credentialsSealed: sealed }] = snapshot.destinations as [never]
    const of = { destinationId, sealed, credentials: meta.credentials }
    expect(sealsSame(scene.control.master, snapshot, of)).toBe(true)
  })

  it('a type that needs no credentials has none', async () => {
    const id = await scene.workspace()
    await saveDestination(scene.control, id, { slug: 'posthog', type: 'posthog' })
    expect((await scene.snapshot(id)).destinations).toMatchObject([
      { credentialsSealed: null, purposes: ['analytics'] },
    ])
  })

  it('purposes can be added and are kept in one order', async () => {
    const id = await scene.workspace()
    const purposes = ['functional', 'ad_personalization', 'advertising']
    await saveDestination(scene.control, id, { ...meta, purposes })
    const [destination] = (await scene.snapshot(id)).destinations
    expect(destination?.purposes).toEqual(['advertising', 'ad_personalization', 'functional'])
  })

  it.each([
    ['a type this version cannot send to', { type: 'reddit' }, 'type'],
    ['settings the type does not know', { settings: { datasetId: '42', pixel: '1' } }, 'settings'],
    ['settings of the wrong form', { settings: { datasetId: 'x' } }, 'settings.datasetId'],
    ['credentials of the wrong form', { credentials: { accessToken: 1 } }, 'credentials.accessToken'],
    ['fewer purposes than the type needs', { purposes: ['advertising'] }, 'purposes'],
    ['a slug with capitals', { slug: 'Meta' }, 'slug'],
    ['an unknown field', { pixel: '1' }, null],
  ])('%s is refused with its path', async (_, overrides, path) => {
    const refusal = await refusalOf(saveDestination(scene.control, await scene.workspace(), { ...meta, ...overrides }))
    expect(refusal).toMatchObject({ code: 'invalid_config', path })
  })

  it('missing credentials, missing purposes and another type for a slug are refused', async () => {
    const id = await shop()
    const { credentials: _, ...without } = meta
    const save = (input: object) => refusalOf(saveDestination(scene.control, id, input))
    expect(await save({ ...without, slug: 'second' })).toMatchObject({ path: 'credentials.accessToken' })
    expect(await save(hook)).toMatchObject({ path: 'purposes' })
    expect(await save({ ...hook, purposes: [] })).toMatchObject({ path: 'purposes' })
    expect(await save({ ...hook, purposes: ['analytics'], slug: 'meta' })).toMatchObject({ path: 'type' })
  })

  it('an EU-only workspace refuses an enabled destination that processes elsewhere', async () => {
    const id = await scene.workspace({ euOnly: true })
    const refusal = await refusalOf(saveDestination(scene.control, id, meta))
    expect(refusal.message).toBe('destinations.meta: processes in us: refused because the workspace is euOnly')
    await saveDestination(scene.control, id, { ...meta, enabled: false })
    await saveDestination(scene.control, id, { ...hook, purposes: ['analytics'] })
    expect((await scene.snapshot(id)).destinations).toHaveLength(2)
  })

  it('at most 100 destinations are enabled', async () => {
    const id = await scene.workspace()
    const snapshot = await scene.snapshot(id)
    const one = {
      slug: 'x',
      type: 'posthog' as const,
      enabled: true,
      settings: {},
      credentialsSealed: null,
      purposes: [],
    }
    const destinations = Array.from({ length: 100 }, (_, index) => ({
      ...one,
      id: scene.control.newId(),
      slug: `d-${index}`,
    }))
    await scene.control.store.commitSnapshot(
      { ...snapshot, version: 2, destinations },
      { actor: 'system:test', action: 'fill', target: 'workspace', before: null, after: null },
    )
    const extra = { slug: 'one-more', type: 'posthog' }
    await expect(saveDestination(scene.control, id, extra)).rejects.toThrow('101 are enabled, at most 100 may be')
    await saveDestination(scene.control, id, { ...extra, enabled: false })
  })
})

describe('routes', () => {
  const route = { source: 'storefront', destination: 'meta', filter: { types: ['track'] } }

  it('a route joins two slugs, once', async () => {
    const id = await shop()
    await saveRoute(scene.control, id, route)
    await saveRoute(scene.control, id, { ...route, value: 'net_of_tax', mapping: { drop: ['properties.note'] } })
    const { routes, sources, destinations } = await scene.snapshot(id)
    expect(routes).toMatchObject([
      {
        sourceId: sources[0]?.id,
        destinationId: destinations[0]?.id,
        filter: { types: ['track'] },
        value: 'net_of_tax',
        mapping: { drop: ['properties.note'] },
      },
    ])
  })

  it.each([
    ['an unknown source', { source: 'x' }, 'source'],
    ['an unknown destination', { destination: 'x' }, 'destination'],
    ['an event type that does not exist', { filter: { types: ['order'] } }, 'filter.types.0'],
    [
      'a comparison without a value',
      { filter: { properties: [{ path: 'a', op: 'less' }] } },
      'filter.properties.0.value',
    ],
    [
      'a comparison of order with a text',
      { filter: { properties: [{ path: 'a', op: 'less', value: '1' }] } },
      'filter.properties.0.value',
    ],
    [
      'one_of without a list',
      { filter: { properties: [{ path: 'a', op: 'one_of', value: 1 }] } },
      'filter.properties.0.value',
    ],
    ['a sample over 1', { filter: { sample: 2 } }, 'filter.sample'],
    ['a mapping of the event id', { mapping: { constants: { eventId: 'x' } } }, 'mapping.constants.eventId'],
    [
      'a mapping from consent',
      { mapping: { properties: { 'properties.x': 'consent.x' } } },
      'mapping.properties.properties.x',
    ],
  ])('%s is refused with its path', async (_, overrides, path) => {
    const id = await shop()
    expect(await refusalOf(saveRoute(scene.control, id, { ...route, ...overrides }))).toMatchObject({ path })
  })

  it('a part that a route needs is removed after the route only', async () => {
    const id = await shop()
    await saveRoute(scene.control, id, route)
    await expect(removeSource(scene.control, id, { source: 'storefront' })).rejects.toThrow('still has routes')
    await expect(removeDestination(scene.control, id, { destination: 'meta' })).rejects.toThrow('still has routes')
    await removeRoute(scene.control, id, { source: 'storefront', destination: 'meta' })
    await removeSource(scene.control, id, { source: 'storefront' })
    await removeDestination(scene.control, id, { destination: 'meta' })
    expect(await scene.snapshot(id)).toMatchObject({ routes: [], sources: [], destinations: [] })
  })
})

describe('policies', () => {
  it('adopting a template keeps its lines, who and when', async () => {
    const id = await scene.workspace()
    await savePolicy(scene.control, id, { template: 'standard-2026', adoptedBy: 'Ada' })
    const { policy } = await scene.snapshot(id)
    expect(policy).toMatchObject({ version: 1, adoptedBy: 'Ada', adoptedAt: '2026-11-20T10:00:00.000Z' })
    expect(policy.rules.map((rule) => [rule.regime, rule.countries.length])).toEqual([
      ['opt_in', 30],
      ['opt_in', 1],
      ['opt_in', 2],
      ['opt_in', 1],
      ['opt_out', 1],
      ['opt_in', 1],
    ])
  })

  it('is free to be stricter than the template; looser needs a reason, which is kept', async () => {
    const id = await scene.workspace()
    const loose = { rules: [{ countries: ['DE'], regime: 'opt_out', defaultGrants: ['analytics'] }], adoptedBy: 'Ada' }
    const strict = { rules: [{ countries: ['*'], regime: 'opt_in', defaultGrants: [] }], adoptedBy: 'Ada' }
    await expect(savePolicy(scene.control, id, loose)).rejects.toMatchObject({ path: 'reason' })
    await expect(
      savePolicy(scene.control, id, { template: 'standard-2026', gpcOverride: true, adoptedBy: 'Ada' }),
    ).rejects.toMatchObject({ path: 'reason' })
    await savePolicy(scene.control, id, strict)
    await savePolicy(scene.control, id, { ...loose, reason: 'counsel reviewed it on 1 June' })
    expect((await scene.snapshot(id)).policy).toMatchObject({ version: 2, reason: 'counsel reviewed it on 1 June' })
  })

  it('GPC by place: refusing all ads and a restricted mode always are free, lifting it needs a reason', async () => {
    const id = await scene.workspace()
    const withGpc = (gpc: string) => ({
      rules: [{ countries: ['US'], regions: ['CA'], regime: 'opt_out', defaultGrants: [], gpc }],
      adoptedBy: 'Ada',
    })
    await savePolicy(scene.control, id, { ...withGpc('all_ads'), alwaysLimited: true })
    await expect(savePolicy(scene.control, id, withGpc('until_chosen'))).rejects.toMatchObject({
      path: 'reason',
      message: expect.stringContaining('US-CA gpc until_chosen'),
    })
    await savePolicy(scene.control, id, { ...withGpc('until_chosen'), reason: 'counsel reviewed it on 1 June' })
    expect((await scene.snapshot(id)).policy.rules[0]).toMatchObject({ gpc: 'until_chosen' })
  })

  it("switches the UK's exemption for statistics on, and only when asked", async () => {
    const id = await scene.workspace()
    const grantsOf = async () =>
      (await scene.snapshot(id)).policy.rules.find(({ countries }) => countries.includes('GB'))?.defaultGrants
    await savePolicy(scene.control, id, { template: 'standard-2026', adoptedBy: 'Ada' })
    expect(await grantsOf()).toEqual([])
    const switches = ['uk_analytics_exemption']
    await savePolicy(scene.control, id, { template: 'standard-2026', switches, adoptedBy: 'Ada' })
    expect(await grantsOf()).toEqual(['analytics'])
  })

  it('adopting the same again keeps version and time; another text is another version', async () => {
    const id = await scene.workspace()
    const adopt = (rules: object[], time: string) => savePolicy(scene.at(time), id, { rules, adoptedBy: 'Ada' })
    const rule = { countries: ['*'], regime: 'opt_in', defaultGrants: [] }
    await adopt([rule], '2026-01-01T00:00:00Z')
    expect(await adopt([rule], '2026-02-01T00:00:00Z')).toMatchObject({ changed: false })
    await adopt([{ ...rule, countries: ['DE'] }], '2026-03-01T00:00:00Z')
    expect((await scene.snapshot(id)).policy).toMatchObject({ version: 2, adoptedAt: '2026-03-01T00:00:00.000Z' })
  })

  it.each([
    ['opt-out for every country', [{ countries: ['*'], regime: 'opt_out', defaultGrants: [] }], 'rules.0.regime'],
    [
      'a rule that can never apply',
      [
        { countries: ['*'], regime: 'opt_in', defaultGrants: [] },
        { countries: ['US'], regime: 'opt_out', defaultGrants: [] },
      ],
      'rules.0.countries',
    ],
    [
      'a purpose that does not exist',
      [{ countries: ['DE'], regime: 'opt_in', defaultGrants: ['ads'] }],
      'rules.0.defaultGrants.0',
    ],
  ])('%s is refused with its path', async (_, rules, path) => {
    const id = await scene.workspace()
    expect(await refusalOf(savePolicy(scene.control, id, { rules, adoptedBy: null }))).toMatchObject({ path })
  })
})

async function refusalOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}
