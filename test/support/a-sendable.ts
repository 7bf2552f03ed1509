import { workspaceKeys } from '../../core/keyring.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { LeasedDelivery } from '../../supabase/queries/records.ts'
import { readStoredEvent } from '../../workers/read-stored-event.ts'
import type { MadeDecision, Sendable } from '../../workers/sendable.ts'

export function aLeasedDelivery(overrides: Partial<LeasedDelivery> = {}): LeasedDelivery {
  const eventId = overrides.eventId ?? crypto.randomUUID()
  const receivedAt = '2026-09-10T12:00:00.000Z'
  return {
    eventId,
    receivedAt,
    destinationId: '0d000000-0000-4000-8000-000000000001',
    run: 0,
    attempts: 0,
    firstAttemptAt: null,
    expiresAt: '2026-09-17T12:00:00.000Z',
    plainSealed: null,
    event: {
      eventId,
      receivedAt,
      workspaceId: '0a000000-0000-4000-8000-000000000001',
      sourceId: '0b000000-0000-4000-8000-000000000001',
      body: {},
      identitySealed: null,
      network: null,
      subjectKeys: [],
      signals: [{}],
      configVersion: 1,
    },
    ...overrides,
  }
}

export function aDecision(overrides: Partial<MadeDecision> = {}): MadeDecision {
  return {
    destinationId: '0d000000-0000-4000-8000-000000000001',
    routeId: '0e000000-0000-4000-8000-000000000001',
    verdict: 'deliver',
    mode: 'full',
    reason: 'ok',
    gate: null,
    trace: [],
    consent: everyPurpose('granted'),
    rule: null,
    decidedAt: '2026-09-10T12:00:01.000Z',
    configVersion: 3,
    policyVersion: 2,
    signalsSeen: 1,
    inputsId: null,
    inputs: null,
    ...overrides,
  }
}

export function aSendable(overrides: Partial<Sendable> = {}): Sendable {
  const delivery = overrides.delivery ?? aLeasedDelivery()
  const opened = readStoredEvent(delivery, workspaceKeys(new Uint8Array(32)))
  return { delivery, opened, decision: aDecision(), payload: { n: 1 }, ...overrides }
}
