import { randomUUID } from 'node:crypto'
import { stringify } from 'yaml'

/** A whole configuration of one workspace, in YAML; each test has a slug of its own. */
export function aConfigFile(overrides: Record<string, unknown> = {}): string {
  return stringify({ workspaces: [{ ...aFileWorkspace(), ...overrides }] })
}

export function aFileWorkspace() {
  return {
    slug: `shop-${randomUUID().slice(0, 8)}`,
    name: 'Shop',
    region: 'eu-central-1',
    policy: { template: 'standard-2026', adoptedBy: 'Ada' },
    sources: [{ slug: 'storefront', jurisdiction: 'US-CA', phoneCountry: 'DE', categories: { ads: ['advertising'] } }],
    keys: [
      { name: 'page', kind: 'write', source: 'storefront', value: '${env:WRITE_KEY}' },
      { name: 'server', kind: 'secret', scopes: ['read', 'ops'], value: '${env:SECRET_KEY}' },
    ],
    destinations: [
      {
        slug: 'meta',
        type: 'meta',
        settings: { datasetId: '42', endpoint: '${env:SANDBOX_URL}/meta' },
        credentials: { accessToken: '${env:META_TOKEN}' },
      },
    ],
    routes: [
      {
        source: 'storefront',
        destination: 'meta',
        filter: { types: ['track'] },
        value: 'net_of_tax',
        mapping: { events: { Kauf: 'Order Completed' }, constants: { 'properties.shop': 'de' } },
      },
    ],
  }
}
