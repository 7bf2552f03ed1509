import { randomBytes, randomUUID } from 'node:crypto'
import { stringify } from 'yaml'
import { makeSecretKey } from '../../core/api-keys.ts'
import type { Region } from '../../core/config.ts'

export interface Shop {
  slug: string
  workspaceId: string
  region: Region
  key: string
  destinations: { id: string; slug: DestinationSlug; type: 'webhook' | 'meta' }[]
}

export function aShop(slug: string, region: Region, slugs: readonly DestinationSlug[]): Shop {
  const destinations = slugs.map((name) => ({ id: randomUUID(), slug: name, type: typeOf(name) }))
  return { slug, workspaceId: randomUUID(), region, key: makeSecretKey(), destinations }
}

/** `meta-2` is a second destination of that type. */
export type DestinationSlug = 'webhook' | 'meta' | 'meta-2'

function typeOf(slug: DestinationSlug): 'webhook' | 'meta' {
  return slug === 'webhook' ? 'webhook' : 'meta'
}

export interface ShopsFile {
  text: string
  env: Record<string, string>
}

/** One vendor that takes an event a request, and one that takes batches. */
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
    destinations: shop.destinations.map(({ id, slug, type }) =>
      type === 'meta'
        ? {
            id,
            slug,
            type,
            settings: { pixelId: '100000000000001', endpoint: at('meta') },
            credentials: { accessToken: '${env:CHAOS_META_TOKEN}' },
          }
        : {
            id,
            slug,
            type,
            settings: { url: at('webhook') },
            credentials: { secrets: ['${env:CHAOS_WEBHOOK_SECRET}'] },
            purposes: ['analytics', 'advertising', 'functional', 'personalization'],
          },
    ),
    routes: shop.destinations.map(({ slug }) => ({ source: 'server', destination: slug })),
  }
}
