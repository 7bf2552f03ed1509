import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { run } from '../../cli/run.ts'
import { makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import { definedTypes } from '../../destinations/registry.ts'
import { aVendorServer } from '../support/a-vendor-server.ts'
import { aTestIo, type TestIo } from '../support/control-io.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'

const demoYaml = readFileSync('demo.yaml', 'utf8')

let databases: TestDatabase[]
let env: Record<string, string>
beforeAll(async () => {
  databases = await Promise.all([createDatabase(), createDatabase(), createDatabase()])
  const [control, eu, us] = databases.map(({ url }) => url)
  env = {
    CONTROL_DATABASE_URL: control ?? '',
    EU_CENTRAL_1_DATABASE_URL: eu ?? '',
    US_EAST_1_DATABASE_URL: us ?? '',
    TRACKLAYER_MASTER_KEY: Buffer.alloc(32, 5).toString('base64'),
    TRACKLAYER_SANDBOX_URL: 'http://127.0.0.1:8091',
    TRACKLAYER_DEMO_EU_WRITE_KEY: makeWriteKey(),
    TRACKLAYER_DEMO_EU_SECRET_KEY: makeSecretKey(),
    TRACKLAYER_DEMO_US_WRITE_KEY: makeWriteKey(),
    TRACKLAYER_DEMO_US_SECRET_KEY: makeSecretKey(),
    TRACKLAYER_DEMO_META_TOKEN: 'demo-meta-token-1',
    TRACKLAYER_DEMO_TIKTOK_TOKEN: 'demo-tiktok-secret-1',
    TRACKLAYER_DEMO_REDDIT_TOKEN: 'demo-reddit-secret-1',
    TRACKLAYER_DEMO_AMPLITUDE_KEY: 'demo-amplitude-secret-1',
    TRACKLAYER_DEMO_PINTEREST_TOKEN: 'demo-pinterest-secret-1',
    TRACKLAYER_DEMO_SNAPCHAT_TOKEN: 'demo-snapchat-secret-1',
    TRACKLAYER_DEMO_GA4_SECRET: 'demo-ga4-secret-1',
    TRACKLAYER_DEMO_X_PIXEL_TOKEN: 'demo-x-pixel-token-1',
    TRACKLAYER_DEMO_LINKEDIN_CLIENT_ID: 'demo-linkedin-id-1',
    TRACKLAYER_DEMO_LINKEDIN_CLIENT_SECRET: 'demo-linkedin-secret-1',
    TRACKLAYER_DEMO_LINKEDIN_REFRESH_TOKEN: 'demo-linkedin-refresh-1',
    TRACKLAYER_DEMO_MICROSOFT_TOKEN: 'demo-microsoft-token-1',
    TRACKLAYER_DEMO_KLAVIYO_KEY: 'demo-klaviyo-secret-1',
    TRACKLAYER_DEMO_GOOGLE_DEVELOPER_TOKEN: 'demo-developer-token-1',
    TRACKLAYER_DEMO_GOOGLE_CLIENT_ID: 'demo-client-id-1',
    TRACKLAYER_DEMO_GOOGLE_CLIENT_SECRET: 'demo-client-secret-1',
    TRACKLAYER_DEMO_GOOGLE_REFRESH_TOKEN: 'demo-refresh-token-1',
    TRACKLAYER_DEMO_MIXPANEL_TOKEN: 'demo-mixpanel-secret-1',
    TRACKLAYER_DEMO_POSTHOG_KEY: 'demo-posthog-secret-1',
    TRACKLAYER_DEMO_SEGMENT_WRITE_KEY: 'demo-segment-secret-1',
    TRACKLAYER_DEMO_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 6).toString('base64')}`,
  }
  await ok(['apply', 'demo.yaml'])
})
afterAll(() => Promise.all(databases.map((database) => database.drop())))

/** Runs a command that must succeed. */
async function ok(args: string[], files: Record<string, string> = { 'demo.yaml': demoYaml }): Promise<TestIo> {
  const io = aTestIo({ env, files })
  expect({ code: await run(args, io), noted: io.noted }).toMatchObject({ code: 0 })
  return io
}

async function json(args: string[]) {
  return JSON.parse((await ok([...args, '--json'])).printed.join('\n'))
}

describe('the demo', () => {
  it('a second apply changes nothing', async () => {
    const applied = await json(['apply', 'demo.yaml'])
    expect(applied).toMatchObject([
      { slug: 'demo-eu', region: 'eu-central-1', version: 1, changes: [], kept: [] },
      { slug: 'demo-us', region: 'us-east-1', version: 1, changes: [], kept: [] },
    ])
  })

  it('each workspace has every destination type, enabled, routed, in its own path of the sandbox', async () => {
    const { workspaces } = await json(['export'])
    for (const { destinations, routes, sources } of workspaces) {
      expect(destinations.map(({ type }: { type: string }) => type).sort()).toEqual([...definedTypes].sort())
      expect(routes).toHaveLength(destinations.length)
      expect(sources).toMatchObject([{ slug: 'storefront', jurisdiction: null }])
      for (const { id, type, enabled, settings } of destinations) {
        expect(enabled).toBe(true)
        expect(settings.endpoint ?? settings.url).toMatch(new RegExp(`^http://127.0.0.1:8091/${type}/${id}`))
      }
    }
  })

  it('an export applies without a change once its variables are set', async () => {
    const text = (await ok(['export'])).printed.join('\n')
    const files = { 'export.yaml': text }
    const unset = aTestIo({ env, files })
    expect(await run(['apply', 'export.yaml'], unset)).toBe(1)
    expect(unset.noted[0]).toMatch(
      /^error: workspaces\.0\.\S+ \(line \d+\): the environment has no TRACKLAYER_DEMO_EU_/,
    )
    const set = aTestIo({ env: { ...env, ...variablesOf(parse(text).workspaces) }, files })
    expect(await run(['apply', 'export.yaml', '--prune', '--json'], set)).toBe(0)
    expect(JSON.parse(set.printed.join('\n'))).toMatchObject([{ changes: [] }, { changes: [] }])
  })
})

interface Exported {
  slug: string
  keys: { kind: string; value: string }[]
  destinations: { type: string; credentials: Record<string, string | string[]> }[]
}

/** What a person would set: the demo's own secrets under the names that the export chose. */
function variablesOf(workspaces: Exported[]): Record<string, string | undefined> {
  const named = workspaces.flatMap(({ slug, keys, destinations }) => [
    ...keys.map(({ kind, value }) => [
      value,
      env[`TRACKLAYER_${slug.replace('-', '_').toUpperCase()}_${kind.toUpperCase()}_KEY`],
    ]),
    ...destinations.flatMap(({ type, credentials }) =>
      Object.entries(credentials).map(([name, value]) => [[value].flat()[0], secretOf[type]?.(name)]),
    ),
  ])
  return Object.fromEntries(named.map(([placeholder, value]) => [String(placeholder).slice(6, -1), value]))
}

/** `clientSecret` → `TRACKLAYER_DEMO_GOOGLE_CLIENT_SECRET`. */
const googleSecret = (name: string) =>
  env[`TRACKLAYER_DEMO_GOOGLE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`]

const secretOf: Record<string, (name: string) => string | undefined> = {
  google_ads: googleSecret,
  google_data_manager: googleSecret,
  meta: () => env.TRACKLAYER_DEMO_META_TOKEN,
  x: () => env.TRACKLAYER_DEMO_X_PIXEL_TOKEN,
  linkedin: (name) => env[`TRACKLAYER_DEMO_LINKEDIN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`],
  microsoft_uet: () => env.TRACKLAYER_DEMO_MICROSOFT_TOKEN,
  tiktok: () => env.TRACKLAYER_DEMO_TIKTOK_TOKEN,
  reddit: () => env.TRACKLAYER_DEMO_REDDIT_TOKEN,
  amplitude: () => env.TRACKLAYER_DEMO_AMPLITUDE_KEY,
  pinterest: () => env.TRACKLAYER_DEMO_PINTEREST_TOKEN,
  snapchat: () => env.TRACKLAYER_DEMO_SNAPCHAT_TOKEN,
  ga4: () => env.TRACKLAYER_DEMO_GA4_SECRET,
  klaviyo: () => env.TRACKLAYER_DEMO_KLAVIYO_KEY,
  mixpanel: () => env.TRACKLAYER_DEMO_MIXPANEL_TOKEN,
  posthog: () => env.TRACKLAYER_DEMO_POSTHOG_KEY,
  segment: () => env.TRACKLAYER_DEMO_SEGMENT_WRITE_KEY,
  webhook: () => env.TRACKLAYER_DEMO_WEBHOOK_SECRET,
}

describe('apply', () => {
  it('a file that is not there or is refused is one sentence and exit 1', async () => {
    const io = aTestIo({ env, files: { 'bad.yaml': demoYaml.replace('phoneCountry: DE', 'phoneCountry: Germany') } })
    expect(await run(['apply', 'none.yaml'], io)).toBe(1)
    expect(await run(['apply', 'bad.yaml'], io)).toBe(1)
    expect(io.noted[0]).toBe('error: none.yaml cannot be read')
    expect(io.noted[1]).toMatch(
      /^error: workspaces\.0\.sources\.0\.phoneCountry \(line \d+\): must be a two-letter country code/,
    )
  })

  it('another master key than the one of this installation is refused before anything is sealed', async () => {
    const other = { ...env, TRACKLAYER_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') }
    const io = aTestIo({ env: other, files: { 'demo.yaml': demoYaml } })
    expect(await run(['apply', 'demo.yaml'], io)).toBe(1)
    expect(io.noted[0]).toMatch(/another master key/)
  })
})

describe('keys', () => {
  it('a key is issued, listed and revoked', async () => {
    const issue = ['keys', 'issue', '--workspace', 'demo-us', '--kind', 'secret', '--scope', 'read', 'ops']
    const { key, keyId } = await json(issue)
    expect(key).toMatch(/^sk_/)
    const listed = async () =>
      (await json(['keys', 'list', '--workspace', 'demo-us'])).find((row: { keyId: string }) => row.keyId === keyId)
    expect(await listed()).toMatchObject({ scopes: ['read', 'ops'], rotate: false, revokedAt: null })
    const revoked = await ok(['keys', 'revoke', keyId, '--workspace', 'demo-us'])
    expect(revoked.printed).toEqual(['revoked'])
    expect(await listed()).toMatchObject({ revokedAt: '2026-11-20T10:00:00.000Z' })
  })

  it('with several workspaces one must be named', async () => {
    const io = aTestIo({ env })
    expect(await run(['keys', 'list'], io)).toBe(1)
    expect(io.noted).toEqual(['error: say which with --workspace: demo-eu, demo-us'])
  })

  it('the list is a table that names the source', async () => {
    const { printed } = await ok(['keys', 'list', '--workspace', 'demo-eu'])
    expect(printed[0]).toMatch(/storefront +ingest read consent ops subject_requests/)
  })
})

describe('pause, resume and status', () => {
  it('an emergency stop is shown until it is lifted, and wants to be told of what', async () => {
    await ok(['egress', 'stop', '--all', '--reason', 'wrong_consent'])
    expect((await ok(['status'])).printed.join('\n')).toMatch(/egress is stopped \(all, wrong_consent\) since 20/)
    await ok(['egress', 'resume', '--all'])
    expect((await ok(['status'])).printed.join('\n')).not.toContain('egress is stopped')
    expect(await run(['egress', 'stop'], aTestIo({ env, files: {} }))).toBe(1)
  })

  it('a paused destination is shown with its reason until it is resumed', async () => {
    await ok(['pause', 'meta', '--workspace', 'demo-eu', '--reason', 'vendor_outage'])
    const paused = await ok(['status'])
    expect(paused.printed.join('\n')).toMatch(/meta +meta +paused \(vendor_outage\)/)
    await ok(['resume', 'meta', '--workspace', 'demo-eu'])
    const [workspace] = await json(['status'])
    expect(workspace).toMatchObject({ slug: 'demo-eu', policyAdopted: true, keysToRotate: 0 })
    expect(workspace.destinations[0]).toMatchObject({ slug: 'meta', state: 'runnable', queued: 0 })
  })
})

describe('migrate', () => {
  it('a migrated database has nothing left to apply', async () => {
    expect(await json(['migrate'])).toMatchObject([
      { database: 'control', applied: [] },
      { database: 'eu-central-1', applied: [] },
      { database: 'us-east-1', applied: [] },
    ])
  })
})

describe('schema', () => {
  it('docs/config.schema.json is what this version reads', async () => {
    const { printed } = await ok(['schema'])
    expect(`${printed.join('\n')}\n`).toBe(readFileSync('docs/config.schema.json', 'utf8'))
  })
})

describe('verify', () => {
  it('prints the vendor’s words and whether it accepted, as an exit code, too', async () => {
    let status = 200
    const vendor = await aVendorServer((_, response) => response.writeHead(status).end('received'))
    onTestFinished(() => vendor.close())
    const workspace = {
      ...{ slug: 'verify-shop', name: 'Shop', region: 'eu-central-1' },
      destinations: [
        {
          ...{ slug: 'hook', type: 'webhook', settings: { url: `${vendor.url}/hook` } },
          credentials: { secrets: ['${env:TRACKLAYER_DEMO_WEBHOOK_SECRET}'] },
        },
      ],
    }
    await ok(['apply', 'shop.yaml'], { 'shop.yaml': JSON.stringify({ workspaces: [workspace] }) })
    const verify = async (...more: string[]) => {
      const io = aTestIo({ env: { ...env, TRACKLAYER_EGRESS_ALLOW: vendor.hostPort } })
      const code = await run(['verify', 'hook', '--workspace', 'verify-shop', ...more], io)
      return { code, printed: io.printed, noted: io.noted }
    }
    expect(await verify()).toEqual({ code: 0, printed: ['hook: accepted', 'HTTP 200 received'], noted: [] })
    status = 401
    const refused = await verify('--json')
    expect(refused).toMatchObject({ code: 1, noted: [expect.stringContaining('did not accept')] })
    expect(JSON.parse(refused.printed.join(''))).toEqual({
      ...{ destination: 'hook', type: 'webhook', accepted: false, words: 'HTTP 401 received' },
    })
  })
})
