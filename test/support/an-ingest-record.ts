import { randomUUID } from 'node:crypto'
import type { DeliveryRecord, IngestRecord } from '../../supabase/queries/records.ts'
import { destinationId, sourceId, workspaceId } from './a-snapshot.ts'

/** A page view received now with one delivery, queued and due at once; overrides last. */
export function anIngestRecord(overrides: Partial<IngestRecord> = {}): IngestRecord {
  const receivedAt = overrides.receivedAt ?? new Date().toISOString()
  return {
    workspaceId,
    epoch: 1,
    eventId: randomUUID(),
    receivedAt,
    occurredAt: receivedAt,
    sourceId,
    type: 'page',
    name: 'Home',
    bodyHash: 'ab'.repeat(32),
    dedupUntil: plusDays(receivedAt, 7),
    reduced: false,
    body: { type: 'page' },
    identitySealed: null,
    network: null,
    lookupKeys: [],
    subjectKeys: [],
    signalsId: 'signals-1',
    signals: { categories: { marketing: 'granted' } },
    inputsId: null,
    inputs: null,
    fanOut: (overrides.deliveries?.length ?? 1) + (overrides.filtered?.length ?? 0),
    filtered: [],
    configVersion: 1,
    policyVersion: 1,
    deliveries: [aDeliveryRecord({ dueAt: receivedAt, expiresAt: plusDays(receivedAt, 7) })],
    ...overrides,
  }
}

/** Held for a choice of the device; overrides last. */
export function aHeldRecord(deviceKey: string, overrides: Partial<IngestRecord> = {}): IngestRecord {
  return anIngestRecord({
    reduced: true,
    hold: { deviceKey, subjectKeys: [deviceKey], seconds: 1_800, sealed: 'sealed' },
    deliveries: [aHeldDelivery()],
    ...overrides,
  })
}

export function aHeldDelivery(overrides: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return aDeliveryRecord({
    state: 'held',
    verdict: 'held',
    reason: 'not_asked',
    gate: 'consent',
    dueAt: null,
    expiresAt: null,
    ...overrides,
  })
}

export function aDeliveryRecord(overrides: Partial<DeliveryRecord> = {}): DeliveryRecord {
  const now = new Date().toISOString()
  return {
    destinationId,
    state: 'queued',
    verdict: 'deliver',
    mode: 'full',
    reason: 'ok',
    gate: null,
    dueAt: now,
    expiresAt: plusDays(now, 7),
    purposes: ['advertising'],
    consent: 'uguuuu',
    rule: '0',
    warnings: null,
    plainSealed: null,
    ...overrides,
  }
}

export function aDeniedDelivery(overrides: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return aDeliveryRecord({
    state: 'denied',
    verdict: 'denied',
    reason: 'no_grant',
    gate: 'consent',
    dueAt: null,
    expiresAt: null,
    ...overrides,
  })
}

function plusDays(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * 86_400_000).toISOString()
}
