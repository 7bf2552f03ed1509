import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import { everyPurpose } from '../../core/purpose.ts'

/** An event of a browser as one destination may see it, everything granted. Overrides replace whole fields. */
export function aDeliverableEvent(overrides: Partial<DeliverableEvent> = {}): DeliverableEvent {
  return {
    eventId: '0d3b8f5e-6a1c-8e2f-9b4d-2c7a1e5f8d90',
    workspaceId: '6f1c2b7a-0b1e-4c55-9a54-0a3c1d2e4f60',
    sourceId: 'b3a1d9c4-77e2-4d0b-8f5c-91e6a2b7c8d1',
    messageId: 'msg-1',
    vendorEventId: 'msg-1',
    type: 'track',
    name: 'Product Viewed',
    standard: 'view_item',
    occurredAt: '2026-11-24T10:00:00.000Z',
    receivedAt: '2026-11-24T10:00:01.000Z',
    userId: 'u-1001',
    anonymousId: 'anon-1',
    previousId: null,
    groupId: null,
    properties: {},
    traits: {},
    context: {},
    commerce: null,
    clickIds: {},
    jurisdiction: { country: 'DE', region: null, source: 'geo_header' },
    integrations: {},
    test: false,
    bot: false,
    scrubbed: [],
    identity: emptyBundle,
    network: { ip: null, userAgent: null },
    value: null,
    consent: everyPurpose('granted'),
    mode: 'full',
    ...overrides,
  }
}
