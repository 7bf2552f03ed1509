import { z } from 'zod'
import type { Region, Snapshot } from '../../core/config.ts'
import type { Event } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { type KeyProvider, newDataKey } from '../../core/keyring.ts'
import { sha256Hex } from '../../core/seal.ts'
import { silentEvent } from '../../core/silent-event.ts'
import type { AnyDestination } from '../../destinations/registry.ts'
import { webhook } from '../../destinations/webhook/index.ts'
import type { IngestRecord } from '../../supabase/queries/records.ts'

/** Nobody's: data.heartbeat_workspace() of the same number. */
export const heartbeatWorkspace = '00000000-0000-8000-8000-0000000bea70'
const sourceId = '00000000-0000-8000-8000-0000000bea71'
const destinationId = '00000000-0000-8000-8000-0000000bea72'
const routeId = '00000000-0000-8000-8000-0000000bea73'

const useful = { minutes: 10 }

/** Its configuration is of the code and in no database. Nothing of it is sealed, so that its key need not be kept. */
export function heartbeatSnapshot(region: Region, keyProvider: KeyProvider): Snapshot {
  return {
    workspaceId: heartbeatWorkspace,
    slug: 'heartbeat',
    name: 'Heartbeat',
    region,
    version: 1,
    epoch: 1,
    retentionDays: 1,
    dataKeyWrapped: keyProvider.wrap(newDataKey(), heartbeatWorkspace),
    euOnly: false,
    plan: { eventsPerSecond: 1, burst: 1 },
    policy: { version: 1, adoptedBy: 'TrackLayer', adoptedAt: '2026-11-24T00:00:00.000Z', rules: [] },
    sources: [
      {
        id: sourceId,
        slug: 'heartbeat',
        enabled: true,
        origins: [],
        jurisdiction: null,
        phoneCountry: null,
        categoryMap: {},
        absentMeans: 'unset',
        acceptTestOrders: false,
        acceptBots: false,
      },
    ],
    destinations: [
      {
        id: destinationId,
        slug: 'heartbeat',
        type: 'webhook',
        enabled: true,
        settings: {},
        credentialsSealed: null,
        purposes: [],
        // About nobody: there is no consent to ask for.
        necessary: { purpose: 'to know that delivery works', recipient: 'TrackLayer itself' },
      },
    ],
    routes: [{ id: routeId, sourceId, destinationId, filter: {}, value: 'gross' }],
  }
}

/** A webhook that acknowledges without a call. */
export const heartbeatDestination: AnyDestination = withoutChecks({
  ...(webhook as unknown as AnyDestination),
  title: 'Heartbeat',
  purposes: ['functional'],
  identity: [],
  settings: z.strictObject({}),
  credentials: z.strictObject({}),
  toPayload: ({ eventId }) => ({ eventId }),
  deliver: async () => ({ failed: [] }),
  preview: () => [],
})

function withoutChecks({ preflight: _preflight, verify: _verify, ...destination }: AnyDestination): AnyDestination {
  return destination
}

/** As ingest would have recorded it. */
export function heartbeatRecord(eventId: string, now: Date): IngestRecord {
  const at = now.toISOString()
  const until = new Date(now.getTime() + useful.minutes * 60_000).toISOString()
  const ids = { eventId, workspaceId: heartbeatWorkspace, sourceId, messageId: eventId, vendorEventId: eventId }
  const event: Event = { ...silentEvent, ...ids, type: 'track', name: 'Heartbeat', occurredAt: at, receivedAt: at }
  return {
    ...{ workspaceId: heartbeatWorkspace, epoch: 1, eventId, sourceId, receivedAt: at, occurredAt: at },
    ...{ type: event.type, name: event.name, reduced: false, body: event as unknown as JsonObject },
    ...{ bodyHash: sha256Hex(eventId), dedupUntil: until, identitySealed: null, network: null },
    ...{ lookupKeys: [], subjectKeys: [], signalsId: sha256Hex('{}'), signals: {}, inputsId: null, inputs: null },
    ...{ fanOut: 1, filtered: [], configVersion: 1, policyVersion: 1 },
    deliveries: [
      {
        ...{ destinationId, state: 'queued', verdict: 'deliver', mode: 'full', reason: 'ok', gate: null },
        ...{
          dueAt: at,
          expiresAt: until,
          purposes: [],
          consent: 'uuuuuu',
          rule: null,
          warnings: null,
          plainSealed: null,
        },
      },
    ],
  }
}
