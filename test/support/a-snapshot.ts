import type { DestinationConfig, Policy, PolicyRule, RouteConfig, Snapshot, SourceConfig } from '../../core/config.ts'
import { purposes } from '../../core/purpose.ts'

export const workspaceId = '0198c0de-0000-8000-8000-00000000a001'
export const sourceId = '0198c0de-0000-8000-8000-00000000b001'
export const destinationId = '0198c0de-0000-8000-8000-00000000c001'
export const routeId = '0198c0de-0000-8000-8000-00000000d001'

/** One workspace with one source, one Meta destination and the route between them; overrides last. */
export function aSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    workspaceId,
    slug: 'shop',
    name: 'Shop',
    region: 'us-east-1',
    version: 7,
    epoch: 1,
    retentionDays: 180,
    dataKeyWrapped: 'AA==',
    euOnly: false,
    plan: { eventsPerSecond: 1_000, burst: 1_000 },
    policy: aPolicy(),
    sources: [aSource()],
    destinations: [aDestination()],
    routes: [aRoute()],
    ...overrides,
  }
}

export const optInRule: PolicyRule = { countries: ['DE', 'FR', 'GB'], regime: 'opt_in', defaultGrants: [] }
export const usRule: PolicyRule = { countries: ['US'], regime: 'opt_out', defaultGrants: [...purposes] }

/** Adopted: opt-in in DE, FR and GB, opt-out with every default grant in the US, opt-in without a rule elsewhere. */
export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    version: 3,
    adoptedBy: 'admin',
    adoptedAt: '2026-01-01T00:00:00.000Z',
    rules: [optInRule, usRule],
    ...overrides,
  }
}

export function aSource(overrides: Partial<SourceConfig> = {}): SourceConfig {
  return {
    id: sourceId,
    slug: 'web',
    enabled: true,
    origins: [],
    jurisdiction: null,
    phoneCountry: null,
    categoryMap: {},
    absentMeans: 'unset',
    acceptTestOrders: false,
    acceptBots: false,
    ...overrides,
  }
}

export function aDestination(overrides: Partial<DestinationConfig> = {}): DestinationConfig {
  return {
    id: destinationId,
    slug: 'meta-main',
    type: 'meta',
    enabled: true,
    settings: {},
    credentialsSealed: null,
    purposes: [],
    ...overrides,
  }
}

export function aRoute(overrides: Partial<RouteConfig> = {}): RouteConfig {
  return { id: routeId, sourceId, destinationId, filter: {}, value: 'gross', ...overrides }
}
