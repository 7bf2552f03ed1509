import { randomBytes, randomUUID } from 'node:crypto'
import { stringify } from 'yaml'
import { makeSecretKey } from '../../core/api-keys.ts'
import type { Region } from '../../core/config.ts'

export interface Shop {
  slug: string
  workspaceId: string
  region: Region
  key: string
  destinations: { id: string; type: SinkType }[]
}

type SinkType = 'webhook' | 'meta'

/** One vendor that takes an event a request, and one that takes batches. */
export function aShop(slug: string, region: Region): Shop {
  const destinations = (['webhook', 'meta'] as const).map((type) => ({ id: randomUUID(), type }))
  return { slug, workspaceId: randomUUID(), region, key: makeSecretKey(), destinations }
}

export interface ShopsFile {
  text: string
  env: Record<string, string>
}

export function shopsFile(shops: readonly Shop[], sinkUrl: string): ShopsFile {
  const env: Record<string, string> = {
    CHAOS_META_TOKEN: 'chaos-token',
    CHAOS_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    ...Object.fromEntries(shops.map(({ slug, key }) => [keyVariable(slug), key])),
  }
  return { text: stringify({ workspaces: shops.map((shop) => workspaceOf(shop, sinkUrl)) }), env }
}

function keyVariable(slug: string): string {
  return `CHAOS_KEY_${slug.replace('-', '_').toUpperCase()}`
}

function workspaceOf(shop: Shop, sinkUrl: string): object {
  const at = (type: string) => `${sinkUrl}/${type}/${shop.slug}`
  return {
    id: shop.workspaceId,
    slug: shop.slug,
    name: shop.slug,
    region: shop.region,
    plan: { eventsPerSecond: 1_000_000, burst: 2_000_000 },
    policy: { template: 'standard-2026', adoptedBy: 'chaos' },
    sources: [{ slug: 'server', jurisdiction: 'DE', phoneCountry: 'DE' }],
    keys: [
      {
        name: 'server',
        kind: 'secret',
        source: 'server',
        scopes: ['ingest', 'read', 'consent', 'ops'],
        value: `\${env:${keyVariable(shop.slug)}}`,
      },
    ],
    destinations: shop.destinations.map(({ id, type }) =>
      type === 'meta'
        ? {
            id,
            slug: type,
            type,
            settings: { pixelId: '100000000000001', endpoint: at('meta') },
            credentials: { accessToken: '${env:CHAOS_META_TOKEN}' },
          }
        : {
            id,
            slug: type,
            type,
            settings: { url: at('webhook') },
            credentials: { secrets: ['${env:CHAOS_WEBHOOK_SECRET}'] },
            purposes: ['analytics', 'advertising', 'functional', 'personalization'],
          },
    ),
    routes: shop.destinations.map(({ type }) => ({ source: 'server', destination: type })),
  }
}
