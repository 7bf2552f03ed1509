import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { appliedLines, apply } from '../../control/apply.ts'
import { exportConfig } from '../../control/export.ts'
import { saveSource } from '../../control/verbs/save-source.ts'
import { makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import { UserError } from '../../core/errors.ts'
import { aConfigFile, aFileWorkspace } from '../support/a-config-file.ts'
import { aControlScene, type ControlScene, controlScene } from '../support/control-scene.ts'

let scene: ControlScene
beforeAll(async () => {
  scene = await controlScene()
})
afterAll(() => scene.close())

/** A key belongs to one workspace, so each test has its own. */
function anEnv(overrides: Record<string, string> = {}) {
  return {
    WRITE_KEY: makeWriteKey(),
    SECRET_KEY: makeSecretKey(),
    META_TOKEN: 'planted-token-9',
    SANDBOX_URL: 'https://vendor.example',
    ...overrides,
  }
}

describe('apply', () => {
  it('a file becomes version 1 of a new workspace with one audit row, its keys beside it', async () => {
    const env = anEnv()
    const [applied] = await apply(scene.control, { text: aConfigFile(), env })
    const { workspaceId } = applied!
    expect(applied).toMatchObject({ created: true, version: 1, kept: [], issuedKeys: [] })
    expect(await scene.snapshot(workspaceId)).toMatchObject({
      version: 1,
      policy: { version: 1, adoptedBy: 'Ada' },
      sources: [
        { slug: 'storefront', jurisdiction: { country: 'US', region: 'CA' }, categoryMap: { ads: ['advertising'] } },
      ],
      destinations: [{ type: 'meta', settings: { datasetId: '42', endpoint: 'https://vendor.example/meta' } }],
      routes: [{ value: 'net_of_tax' }],
    })
    expect((await scene.audit(workspaceId)).map((row) => row.action)).toEqual(['issueKey', 'issueKey', 'apply'])
    expect(await scene.control.store.keys(workspaceId)).toHaveLength(2)
  })

  it('a second time changes nothing: no version, no audit row', async () => {
    const file = { text: aConfigFile(), env: anEnv() }
    const [first] = await apply(scene.control, file)
    const before = await scene.dump()
    const [second] = await apply(scene.control, file)
    expect(second).toMatchObject({ workspaceId: first?.workspaceId, created: false, version: 1, changes: [] })
    expect(appliedLines([second!])[1]).toBe('  = no change')
    expect(await scene.dump()).toBe(before)
  })

  it('a dry run shows the difference and writes nothing', async () => {
    const before = await scene.dump()
    const [applied] = await apply(scene.control, { text: aConfigFile({ slug: 'dry' }), env: anEnv(), dryRun: true })
    expect(appliedLines([applied!])).toEqual([
      'workspace dry (eu-central-1), version 1',
      '  + workspace',
      '  + policy',
      '  + source storefront',
      '  + destination meta',
      '  + route storefront → meta',
      '  + key page',
      '  + key server',
    ])
    expect(await scene.dump()).toBe(before)
  })

  it('a change is one version with the changed parts only, before and after', async () => {
    const file = aFileWorkspace()
    const env = anEnv()
    await apply(scene.control, { text: aConfigFile(file), env })
    const changed = aConfigFile({ ...file, retentionDays: 30, sources: [{ ...file.sources[0], phoneCountry: 'FR' }] })
    const [applied] = await apply(scene.control, { text: changed, env: { ...env, META_TOKEN: 'planted-token-10' } })
    expect(applied).toMatchObject({ version: 2 })
    const [retention, retentionLine, source, sourceLine, destination, credentials] = appliedLines([applied!]).slice(1)
    expect([retention, retentionLine]).toEqual(['  ~ retention', '      retentionDays: 180 → 30'])
    expect([source, sourceLine]).toEqual(['  ~ source storefront', '      phoneCountry: "DE" → "FR"'])
    expect([destination, credentials]).toEqual(['  ~ destination meta', '      credentials: changed'])
    const [row] = await scene.audit(applied!.workspaceId)
    expect(row?.before).toMatchObject({
      retention: { retentionDays: 180 },
      'source storefront': { phoneCountry: 'DE' },
    })
    expect(Object.keys(row?.after ?? {}).sort()).toEqual(['destination meta', 'retention', 'source storefront'])
  })

  it('what is not in the file is kept and named; pruning removes it, keys too', async () => {
    const file = aFileWorkspace()
    const env = anEnv()
    await apply(scene.control, { text: aConfigFile(file), env })
    const bare = aConfigFile({ slug: file.slug, sources: [], keys: [], destinations: [], routes: [] })
    const [kept] = await apply(scene.control, { text: bare, env })
    // Keys made in the same millisecond have no order.
    expect(kept?.kept.toSorted()).toEqual(
      [
        'source storefront',
        'destination meta',
        'route storefront → meta',
        `key ${env.WRITE_KEY.slice(0, 7)}…`,
        `key ${env.SECRET_KEY.slice(0, 7)}…`,
      ].sort(),
    )
    const [pruned] = await apply(scene.control, { text: bare, env, prune: true })
    expect(pruned?.changes.map((change) => change.op)).toEqual(['-', '-', '-', '-', '-'])
    expect(await scene.snapshot(pruned!.workspaceId)).toMatchObject({
      version: 2,
      sources: [],
      destinations: [],
      routes: [],
    })
    const revoked = (await scene.control.store.keys(pruned!.workspaceId)).map((key) => key.revokedAt !== null)
    expect(revoked).toEqual([true, true])
  })

  it('a key without a value is made and shown once', async () => {
    const file = { ...aFileWorkspace(), keys: [{ name: 'server', kind: 'secret', scopes: ['read'] }] }
    const [first] = await apply(scene.control, { text: aConfigFile(file), env: anEnv() })
    expect(first?.issuedKeys).toMatchObject([{ name: 'server', key: expect.stringMatching(/^sk_/) }])
    const [second] = await apply(scene.control, { text: aConfigFile(file), env: anEnv() })
    expect(second).toMatchObject({ issuedKeys: [], changes: [] })
  })

  it('another value for a key adds the new one beside the old', async () => {
    const text = aConfigFile()
    const env = anEnv()
    await apply(scene.control, { text, env })
    const [applied] = await apply(scene.control, { text, env: { ...env, SECRET_KEY: makeSecretKey() } })
    expect(applied?.kept).toEqual([`key ${env.SECRET_KEY.slice(0, 7)}…`])
    expect(await scene.control.store.keys(applied!.workspaceId)).toHaveLength(3)
  })

  it('a fault in the second workspace leaves the first unwritten', async () => {
    const good = aFileWorkspace()
    const bad = { ...aFileWorkspace(), routes: [{ source: 'nowhere', destination: 'meta' }] }
    const text = aConfigFile(good).concat(aConfigFile(bad).replace('workspaces:\n', ''))
    const before = await scene.dump()
    await expect(apply(scene.control, { text, env: anEnv() })).rejects.toMatchObject({
      path: 'workspaces.1.routes.0.source',
    })
    expect(await scene.dump()).toBe(before)
  })

  it('somebody else saving in between is read again', async () => {
    const file = aFileWorkspace()
    const env = anEnv()
    const [{ workspaceId } = { workspaceId: '' }] = await apply(scene.control, { text: aConfigFile(file), env })
    await Promise.all([
      apply(scene.control, { text: aConfigFile({ ...file, retentionDays: 9 }), env }),
      saveSource(scene.control, workspaceId, { slug: 'app' }),
    ])
    const { retentionDays, sources } = await scene.snapshot(workspaceId)
    expect([retentionDays, sources.length]).toEqual([9, 2])
  })

  it('two who apply the same new file at once make one workspace with its keys once', async () => {
    const file = { text: aConfigFile(), env: anEnv() }
    const [[first], [second]] = await Promise.all([apply(scene.control, file), apply(scene.control, file)])
    expect(first?.workspaceId).toBe(second?.workspaceId)
    expect((await scene.snapshot(first!.workspaceId)).version).toBe(1)
    expect(await scene.control.store.keys(first!.workspaceId)).toHaveLength(2)
  })

  it('no secret of the file is in any row', async () => {
    const env = anEnv({ META_TOKEN: 'planted-meta-token' })
    await apply(scene.control, { text: aConfigFile(), env })
    const dump = await scene.dump()
    expect(dump).toContain('storefront')
    for (const secret of [env.WRITE_KEY, env.SECRET_KEY, env.META_TOKEN]) {
      expect(dump).not.toContain(secret)
      expect(dump).not.toContain(Buffer.from(secret).toString('base64'))
    }
  })
})

describe('a refused file', () => {
  const lines = [
    'workspaces:',
    '  - slug: shop',
    '    name: Shop',
    '    region: eu-central-1',
    '    destinations:',
    '      - slug: meta',
    '        type: meta',
    '        settings: { datasetId: "42" }',
    '        credentials:',
    '          accessToken: ${env:META_TOKEN}',
  ]
  const withLine = (number: number, line: string) => lines.with(number - 1, line).join('\n')

  it.each([
    ['a secret in the file', withLine(10, '          accessToken: planted-secret'), 'literal_secret', 10],
    [
      'a secret beside a placeholder',
      withLine(10, '          accessToken: planted-secret${env:META_TOKEN}'),
      'literal_secret',
      10,
    ],
    ['a number as a secret', withLine(10, '          accessToken: 12345678'), 'literal_secret', 10],
    ['an unset variable', withLine(8, '        settings: { datasetId: "${env:UNSET}" }'), 'missing_variable', 8],
    ['a secret of the service itself', withLine(3, '    name: ${env:TRACKLAYER_MASTER_KEY}'), 'reserved_variable', 3],
    ['a region that does not exist', withLine(4, '    region: mars'), 'invalid_config', 4],
    ['a type this version cannot send to', withLine(7, '        type: reddit'), 'invalid_config', 7],
    ['settings of the wrong form', withLine(8, '        settings: { datasetId: abc }'), 'invalid_config', 8],
    ['a field nobody knows', withLine(3, '    nam: Shop'), 'invalid_config', 2],
    ['a tab in the indentation', withLine(3, '\tname: Shop'), 'not_yaml', 3],
    ['a key given twice', withLine(3, '    slug: shop2'), 'not_yaml', 3],
  ])('%s names the line and never the value', async (_, text, code, line) => {
    const refusal = await refusalOf(apply(scene.control, { text, env: { META_TOKEN: 'planted-token-1' } }))
    expect(refusal.code).toBe(code)
    expect(refusal.message).toContain(`line ${line}`)
    expect(refusal.message).not.toContain('planted')
  })

  it.each(['', '[]', 'workspaces: []', 'just words', 'workspaces:\n  - *nothing'])(
    '%j is no configuration',
    async (text) => {
      await refusalOf(apply(scene.control, { text, env: {} }))
    },
  )

  it('aliases that unfold without end are refused', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]`
    const text = ['a: &a [x]', level('b', 'a'), level('c', 'b'), level('d', 'c'), level('e', 'd')].join('\n')
    expect(await refusalOf(apply(scene.control, { text, env: {} }))).toMatchObject({ code: 'not_yaml' })
  })

  it('a value put in for a variable is text, not YAML and not read again', async () => {
    const env = anEnv({ SHOP_NAME: '${env:META_TOKEN}: [x]' })
    const [applied] = await apply(scene.control, { text: aConfigFile({ name: '${env:SHOP_NAME}' }), env })
    expect((await scene.snapshot(applied!.workspaceId)).name).toBe('${env:META_TOKEN}: [x]')
  })

  it.each([
    ['moving a workspace to another region', { region: 'us-east-1' }, 'workspaces.0.region'],
    ['the slug of another workspace', { id: '00000000-0000-4000-8000-000000000002' }, 'workspaces.0.slug'],
    [
      'a key whose source is not there',
      { keys: [{ name: 'x', kind: 'write', source: 'nowhere' }] },
      'workspaces.0.keys.0.source',
    ],
    ['a write key without a source', { keys: [{ name: 'x', kind: 'write' }] }, 'workspaces.0.keys.0.sourceId'],
    [
      'an order of opt-out for all',
      { policy: { adoptedBy: null, rules: [{ countries: ['*'], regime: 'opt_out', defaultGrants: [] }] } },
      'workspaces.0.policy.rules.0.regime',
    ],
  ])('%s is refused with its path', async (_, overrides, path) => {
    const file = aFileWorkspace()
    const env = anEnv()
    await apply(scene.control, { text: aConfigFile(file), env })
    const refusal = await refusalOf(apply(scene.control, { text: aConfigFile({ ...file, ...overrides }), env }))
    expect(refusal.path).toBe(path)
  })
})

describe('export', () => {
  it('what it prints changes nothing where it came from', async () => {
    const file = aFileWorkspace()
    const env = anEnv()
    await apply(scene.control, { text: aConfigFile(file), env })
    const text = await exportConfig(scene.control, [file.slug])
    const [applied] = await apply(scene.control, { text, env: envFor(text, env), prune: true })
    expect(applied).toMatchObject({ version: 1, changes: [] })
  })

  it('applied to a fresh installation it makes the same workspace with the same ids', async () => {
    const file = aFileWorkspace()
    const env = anEnv()
    const [{ workspaceId } = { workspaceId: '' }] = await apply(scene.control, { text: aConfigFile(file), env })
    const text = await exportConfig(scene.control, [file.slug])
    const fresh = await aControlScene()
    await apply(fresh.control, { text, env: envFor(text, env) })
    const comparable = async (from: ControlScene) => {
      const { dataKeyWrapped: _, destinations, ...rest } = await from.snapshot(workspaceId)
      return { ...rest, destinations: destinations.map(({ credentialsSealed: __, ...visible }) => visible) }
    }
    expect(await comparable(fresh)).toEqual(await comparable(scene))
    expect(await exportConfig(fresh.control, [file.slug])).toBe(text)
  })

  it('credentials and keys are printed as names of variables', async () => {
    const file = { ...aFileWorkspace(), slug: 'my-shop' }
    const env = anEnv()
    await apply(scene.control, { text: aConfigFile(file), env })
    const text = await exportConfig(scene.control, ['my-shop'])
    expect(parse(text).workspaces[0].destinations[0].credentials).toEqual({
      accessToken: '${env:TRACKLAYER_MY_SHOP_META_ACCESS_TOKEN}',
    })
    for (const secret of [env.WRITE_KEY, env.SECRET_KEY, env.META_TOKEN]) expect(text).not.toContain(secret)
  })
})

/** Fills the variables an export names: keys in the order of the file, one token. */
function envFor(text: string, env: Record<string, string>): Record<string, string> {
  const [workspace] = parse(text).workspaces
  const names = workspace.keys.map((key: { value: string; kind: string }) => [
    key.value.slice(6, -1),
    key.kind === 'write' ? env.WRITE_KEY : env.SECRET_KEY,
  ])
  const token = workspace.destinations[0].credentials.accessToken.slice(6, -1)
  return { ...Object.fromEntries(names), [token]: env.META_TOKEN }
}

async function refusalOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}
