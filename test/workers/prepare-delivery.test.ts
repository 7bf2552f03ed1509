import { expect, test } from 'vitest'
import { workspaceKeys } from '../../core/keyring.ts'
import { destinationFor } from '../../destinations/registry.ts'
import { type Bench, prepareDelivery } from '../../workers/prepare-delivery.ts'
import { aLeasedDelivery } from '../support/a-sendable.ts'
import { aPolicy, aSnapshot, destinationId } from '../support/a-snapshot.ts'
import { anOrder } from '../support/an-event.ts'
import { lookupOf, someFacts } from '../support/facts.ts'

const now = new Date('2026-11-24T10:00:05.000Z')

function prepared(blockOn?: string[]) {
  const event = anOrder({ jurisdiction: { country: 'US', region: null, source: 'geo_header' } })
  const snapshot = aSnapshot({ policy: aPolicy() })
  const webhook = destinationFor('webhook')!
  const definition = { ...webhook, preflight: () => [{ code: 'no_value', path: '', message: 'is missing' }] }
  const outfit: Bench['outfit'] = {
    definition,
    settings: { url: 'https://hooks.example/' },
    credentials: {},
    keys: workspaceKeys(new Uint8Array(32)),
    blockOn,
  }
  const base = aLeasedDelivery({ destinationId })
  const delivery = { ...base, event: { ...base.event, body: JSON.parse(JSON.stringify(event)) } }
  const check = { egressStopped: false, destinationState: null, subjects: [], changedEventIds: [] }
  const onBug = (error: unknown) => {
    throw error
  }
  const facts = lookupOf(someFacts())
  return prepareDelivery(delivery, check, { snapshot, outfit, facts, now: () => now, random: () => 0, onBug })
}

test('a warning at send time holds nothing back', () => {
  expect(prepared()).toHaveProperty('sendable')
})

test('a code made blocking since ingest ends the delivery as invalid, without an attempt', () => {
  expect(prepared(['no_value'])).toMatchObject({
    record: { outcome: 'invalid', reason: 'preflight_no_value', countsAttempt: false, attempt: null },
  })
})
