import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import { type DataManagerSettings, type IngestedEvent, ingestedEvents } from './settings.ts'

const gclid = 'EAIaIQobChMI-Case_Kept'
const actions = Object.fromEntries(ingestedEvents.map((event, index) => [event, String(7001 + index)])) as Record<
  IngestedEvent,
  string
>
const settings = { operatingAccountId: '1234567890', conversionActions: actions }

function sent(standard: IngestedEvent, fields: Record<string, Json> = {}): JsonObject {
  return {
    productDestinationId: actions[standard],
    event: {
      transactionId: 'msg-1',
      eventTimestamp: '2026-11-24T10:00:00.000Z',
      eventSource: 'WEB',
      adIdentifiers: { gclid },
      consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
      ...fields,
    },
  }
}

function example(
  name: string,
  event: Partial<DeliverableEvent>,
  payload: Example<DataManagerSettings>['payload'],
): Example<DataManagerSettings> {
  return { name, settings, event: { clickIds: { gclid }, ...event }, payload }
}

const bare = (standard: IngestedEvent) => example(`${standard} goes to its action`, { standard }, sent(standard))

const cart = { commerce: exampleCommerce({ products: [exampleProduct()] }), value: 49.95 }
const priced = (standard: IngestedEvent) =>
  example(
    `${standard} goes to its action with its value`,
    { standard, ...cart },
    sent(standard, { conversionValue: 49.95, currency: 'EUR' }),
  )

const order = {
  standard: 'purchase',
  vendorEventId: 'purchase.1001',
  value: 54.9,
  commerce: exampleCommerce({ orderId: '1001', total: 54.9 }),
} satisfies Partial<DeliverableEvent>
const orderFields = { transactionId: '1001', conversionValue: 54.9, currency: 'EUR' }
const emailAndPhone = [
  { emailAddress: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f' },
  { phoneNumber: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30' },
]
const address = {
  // mary, valéry
  givenName: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
  familyName: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
  regionCode: 'DE',
  postalCode: '10115',
}

export const examples: readonly Example<DataManagerSettings>[] = [
  example(
    'an order goes by its own number with hashed e-mail, phone and address',
    {
      ...order,
      identity: { ...exampleIdentity, plain: { postcode: '10115' } },
      jurisdiction: { country: 'DE', region: null, source: 'order_address' },
    },
    sent('purchase', { ...orderFields, userData: { userIdentifiers: [...emailAndPhone, { address }] } }),
  ),
  example(
    'an address that lacks one of four is left out; a place from the network is none',
    { ...order, identity: { ...exampleIdentity, plain: { postcode: '10115' } } },
    sent('purchase', { ...orderFields, userData: { userIdentifiers: emailAndPhone } }),
  ),
  example(
    'a braid goes alone',
    { standard: 'lead', clickIds: { gbraid: 'braid-1', wbraid: 'braid-2' }, identity: exampleIdentity },
    sent('lead', { adIdentifiers: { gbraid: 'braid-1' } }),
  ),
  example(
    'the other braid, where there is no more',
    { standard: 'lead', clickIds: { wbraid: 'braid-2' } },
    sent('lead', { adIdentifiers: { wbraid: 'braid-2' } }),
  ),
  example(
    'personalisation that was not granted is told as denied',
    { standard: 'sign_up', consent: { ...everyPurpose('granted'), ad_personalization: 'unset' } },
    sent('sign_up', { consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_DENIED' } }),
  ),
  example(
    'a refused sale denies both',
    { standard: 'sign_up', consent: { ...everyPurpose('granted'), sale_or_sharing: 'denied' } },
    sent('sign_up', { consent: { adUserData: 'CONSENT_DENIED', adPersonalization: 'CONSENT_DENIED' } }),
  ),
  example(
    'a phone is an app, a till a shop',
    { standard: 'login', context: { device: { type: 'ios' } } },
    sent('login', { eventSource: 'APP' }),
  ),
  example(
    'an order of the till',
    { ...order, context: { channel: 'pos' } },
    sent('purchase', { ...orderFields, eventSource: 'IN_STORE' }),
  ),
  ...(['page', 'search', 'subscribe', 'login', 'lead'] as const).map(bare),
  ...(['view_item_list', 'view_item', 'add_to_cart', 'remove_from_cart', 'add_to_wishlist'] as const).map(priced),
  ...(['view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info'] as const).map(priced),
  example(
    'a refund has nowhere to go',
    { standard: 'refund', commerce: exampleCommerce({ orderId: '1001' }) },
    skip('filtered', 'no_refund_at_vendor'),
  ),
  {
    ...example(
      'an event without an action is not sent',
      { standard: 'lead' },
      skip('filtered', 'no_conversion_action'),
    ),
    settings: { operatingAccountId: '1234567890', conversionActions: { purchase: '7001' } },
  },
  example(
    'a custom event has no action',
    { standard: null, name: 'Song Played' },
    skip('filtered', 'event_not_mapped'),
  ),
  example(
    'an identify call has no counterpart',
    { type: 'identify', standard: null, name: null },
    skip('filtered', 'no_identify_at_vendor'),
  ),
  example(
    'nobody can be matched without a key',
    { standard: 'lead', clickIds: {}, identity: emptyBundle },
    skip('invalid', 'no_match_key'),
  ),
]
