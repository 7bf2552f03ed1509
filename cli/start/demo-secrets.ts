import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'

/** Environment of demo.yaml: made once per home, so that a restart keeps the keys people have pasted somewhere. */
export async function demoSecrets(file: string): Promise<Record<string, string>> {
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Record<string, string>,
    () => ({}),
  )
  const secrets = { ...newSecrets(), ...known }
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  return secrets
}

function newSecrets(): Record<string, string> {
  return {
    TRACKLAYER_DEMO_EU_WRITE_KEY: makeWriteKey(),
    TRACKLAYER_DEMO_EU_SECRET_KEY: makeSecretKey(),
    TRACKLAYER_DEMO_US_WRITE_KEY: makeWriteKey(),
    TRACKLAYER_DEMO_US_SECRET_KEY: makeSecretKey(),
    TRACKLAYER_DEMO_META_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_TIKTOK_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_REDDIT_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_AMPLITUDE_KEY: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_PINTEREST_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_SNAPCHAT_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_GA4_SECRET: `demo-${randomBytes(12).toString('hex')}`,
    TRACKLAYER_DEMO_X_PIXEL_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_LINKEDIN_CLIENT_ID: `demo-${randomBytes(8).toString('hex')}`,
    TRACKLAYER_DEMO_LINKEDIN_CLIENT_SECRET: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_LINKEDIN_REFRESH_TOKEN: `AQX-demo-${randomBytes(24).toString('hex')}`,
    TRACKLAYER_DEMO_MICROSOFT_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_KLAVIYO_KEY: `pk_demo${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_GOOGLE_DEVELOPER_TOKEN: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_GOOGLE_CLIENT_ID: `demo-${randomBytes(8).toString('hex')}`,
    TRACKLAYER_DEMO_GOOGLE_CLIENT_SECRET: `demo-${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_GOOGLE_REFRESH_TOKEN: `1//demo-${randomBytes(24).toString('hex')}`,
    TRACKLAYER_DEMO_MIXPANEL_TOKEN: randomBytes(16).toString('hex'),
    TRACKLAYER_DEMO_POSTHOG_KEY: `phc_${randomBytes(16).toString('hex')}`,
    TRACKLAYER_DEMO_SEGMENT_WRITE_KEY: randomBytes(16).toString('hex'),
    TRACKLAYER_DEMO_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  }
}
