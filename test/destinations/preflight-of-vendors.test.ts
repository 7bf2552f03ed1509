import { expect, test } from 'vitest'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { exampleCommerce, exampleIdentity, examplePage } from '../../destinations/example-parts.ts'
import { ga4 } from '../../destinations/ga4/index.ts'
import { Ga4Settings } from '../../destinations/ga4/settings.ts'
import { meta } from '../../destinations/meta/index.ts'
import { MetaSettings } from '../../destinations/meta/settings.ts'
import { webhook } from '../../destinations/webhook/index.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'

/** Of each vendor: what it takes and then ignores, and an event it has nothing to say about. */
const browser = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' }
const tenDaysLate = { occurredAt: '2026-11-14T10:00:00.000Z' }
const worthless = { value: 5, commerce: exampleCommerce({ currency: null }) }

const metaGood = { identity: exampleIdentity, network: browser, context: examplePage }
test.each<[string, Partial<DeliverableEvent>, string[]]>([
  ['nothing to say', {}, []],
  ['only address and browser', { identity: { variants: {}, absent: {}, plain: {} } }, ['weak_match_key']],
  [
    'the Meta cookie is a strong key',
    { identity: { variants: {}, absent: {}, plain: {} }, clickIds: { fbp: 'fb.1.1795510000000.1098115397' } },
    [],
  ],
  ['a website event without its page', { context: { action_source: 'website' } }, ['action_source_other']],
  ['older than seven days', tenDaysLate, ['event_older_than_window']],
  ['a till may be that late', { ...tenDaysLate, context: { channel: 'pos' } }, []],
  ['value without currency', worthless, ['value_without_currency']],
])('meta: %s', (_, event, codes) => {
  const settings = MetaSettings.parse({ pixelId: '1234567890' })
  const found = meta.preflight?.(aDeliverableEvent({ standard: 'lead', ...metaGood, ...event }), settings) ?? []
  expect(found.map(({ code }) => code)).toEqual(codes)
})

const ga4Good = { clickIds: { ga_session_id: '1795514000' }, properties: { engagement_time_msec: 100 } }
test.each<[string, Partial<DeliverableEvent>, string[]]>([
  ['nothing to say', {}, []],
  ['no session', { clickIds: {} }, ['no_session_id']],
  ['no engagement', { properties: {} }, ['no_engagement_time_msec']],
  ['an engagement of nothing', { properties: { engagement_time_msec: 0 } }, ['no_engagement_time_msec']],
  ['hashed person without user id', { userId: null, identity: exampleIdentity }, ['user_data_without_user_id']],
  ['older than 72 hours', tenDaysLate, ['event_older_than_window']],
  ['value without currency', worthless, ['value_without_currency']],
])('ga4: %s', (_, event, codes) => {
  const settings = Ga4Settings.parse({ measurementId: 'G-ABC1234567' })
  const found = ga4.preflight?.(aDeliverableEvent({ standard: 'lead', ...ga4Good, ...event }), settings) ?? []
  expect(found.map(({ code }) => code)).toEqual(codes)
})

test.each([
  ['small', 'x', []],
  ['too large', '€'.repeat(7_000), ['payload_over_20_kb']],
])('webhook: %s', (_, note, codes) => {
  const event = aDeliverableEvent({ properties: { note } })
  expect((webhook.preflight?.(event, { url: 'https://a.example' }) ?? []).map(({ code }) => code)).toEqual(codes)
})
