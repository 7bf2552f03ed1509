import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { RedditSettings } from './settings.ts'

const settings = { pixelId: 'a2_abc123' }

/** A visitor who came by an ad of Reddit's. */
const visitor = {
  context: examplePage,
  network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' },
  clickIds: { rdt_cid: '5042395034927405465.AbC' },
} satisfies Partial<DeliverableEvent>

function sent(type: JsonObject, more: { user?: JsonObject; metadata?: JsonObject } = {}): JsonObject {
  return {
    event_at: 1795514400000,
    action_source: 'WEBSITE',
    type,
    click_id: '5042395034927405465.AbC',
    user: { user_agent: 'Mozilla/5.0 (Macintosh)', ...more.user },
    metadata: { conversion_id: 'msg-1', ...more.metadata },
  }
}

const shoe = {
  value: 49.95,
  commerce: exampleCommerce({ products: [exampleProduct({ category: 'Shoes' })] }),
} satisfies Partial<DeliverableEvent>
const shoeSent = {
  currency: 'EUR',
  value: 49.95,
  item_count: 1,
  products: [{ id: 'P-1', name: 'Trail Shoe', category: 'Shoes' }],
}

/** An event with a type of Reddit's own. */
function typed(
  standard: StandardEvent,
  trackingType: string,
  more: { event?: Partial<DeliverableEvent>; metadata?: JsonObject } = {},
): Example<RedditSettings> {
  return {
    name: `${standard} becomes ${trackingType}`,
    settings,
    event: { ...visitor, standard, ...more.event },
    payload: sent({ tracking_type: trackingType }, { metadata: more.metadata ?? {} }),
  }
}

/** An event without one: not sent, or sent as CUSTOM when the settings want it. */
function untyped(standard: StandardEvent, name: string): Example<RedditSettings>[] {
  const event = { ...visitor, standard }
  return [
    {
      name: `${standard} has no type at Reddit`,
      settings,
      event,
      payload: skip('filtered', 'no_standard_event_at_vendor'),
    },
    {
      name: `${standard} is sent as CUSTOM when the settings want it`,
      settings: { ...settings, customEvents: true },
      event,
      payload: sent({ tracking_type: 'CUSTOM', custom_event_name: name }),
    },
  ]
}

const order = {
  ...visitor,
  standard: 'purchase',
  vendorEventId: 'purchase.1001',
  value: 149.85,
  identity: {
    ...emptyBundle,
    variants: {
      // john_smith@gmail.com, +18005550100, u-1001
      'email.stripped': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
      'phone.e164': ['fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30'],
      'external_id.plain': ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
    },
  },
  commerce: exampleCommerce({ orderId: '1001', total: 149.85, products: [exampleProduct({ quantity: 3 })] }),
} satisfies Partial<DeliverableEvent>

const reachable = {
  email: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
  phone_number: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30',
}
const externalId = '1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'
const orderMoney = { conversion_id: 'purchase.1001', currency: 'EUR', value: 149.85, item_count: 3 }

const standardEvents: Example<RedditSettings>[] = [
  typed('page', 'PAGE_VISIT', { event: { type: 'page', name: 'Home' } }),
  typed('view_item_list', 'VIEW_CONTENT', { event: shoe, metadata: shoeSent }),
  typed('view_item', 'VIEW_CONTENT', { event: shoe, metadata: shoeSent }),
  typed('search', 'SEARCH', { event: { commerce: exampleCommerce({ searchQuery: 'trail shoes' }) } }),
  typed('add_to_cart', 'ADD_TO_CART', { event: shoe, metadata: shoeSent }),
  ...untyped('remove_from_cart', 'RemoveFromCart'),
  typed('add_to_wishlist', 'ADD_TO_WISHLIST', { event: shoe, metadata: shoeSent }),
  ...untyped('view_cart', 'ViewCart'),
  ...untyped('begin_checkout', 'CheckoutStarted'),
  ...untyped('add_shipping_info', 'AddShippingInfo'),
  ...untyped('add_payment_info', 'AddPaymentInfo'),
  {
    name: 'an order becomes PURCHASE with hashed e-mail, phone and external id, and no address',
    settings,
    event: order,
    payload: sent(
      { tracking_type: 'PURCHASE' },
      {
        user: { ...reachable, external_id: externalId },
        metadata: { ...orderMoney, products: [{ id: 'P-1', name: 'Trail Shoe' }] },
      },
    ),
  },
  {
    name: 'a refund is not sent: Reddit has none',
    settings,
    event: { ...order, standard: 'refund', vendorEventId: 'refund.1001' },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  typed('lead', 'LEAD'),
  typed('sign_up', 'SIGN_UP'),
  ...untyped('login', 'Login'),
  ...untyped('subscribe', 'Subscribe'),
]

const oddRules: Example<RedditSettings>[] = [
  {
    name: 'limited mode sends LDU with the place, and neither user agent nor the words of products',
    settings,
    event: { ...order, mode: 'limited', jurisdiction: { country: 'US', region: 'CA', source: 'geo_header' } },
    payload: {
      ...sent({ tracking_type: 'PURCHASE' }, { metadata: { ...orderMoney, products: [{ id: 'P-1' }] } }),
      user: {
        ...reachable,
        external_id: externalId,
        data_processing_options: { modes: ['LDU'], country: 'US', region: 'CA' },
      },
    },
  },
  {
    name: 'LDU can be set for every event',
    settings: { ...settings, ldu: 'always' },
    event: { ...visitor, standard: 'lead' },
    payload: sent({ tracking_type: 'LEAD' }, { user: { data_processing_options: { modes: ['LDU'], country: 'DE' } } }),
  },
  {
    name: 'a click id is enough: there is no empty user beside it',
    settings,
    event: { ...visitor, standard: 'lead', network: { ip: null, userAgent: null } },
    payload: {
      event_at: 1795514400000,
      action_source: 'WEBSITE',
      type: { tracking_type: 'LEAD' },
      click_id: '5042395034927405465.AbC',
      metadata: { conversion_id: 'msg-1' },
    },
  },
  {
    name: 'a custom name over 64 characters is refused',
    settings: { ...settings, customEvents: true },
    event: { ...visitor, standard: null, name: 'x'.repeat(65) },
    payload: skip('invalid', 'event_name_too_long'),
  },
  {
    name: 'an unfilled macro of the campaign is no click id, and a browser alone names nobody',
    settings,
    event: { ...visitor, standard: 'lead', clickIds: { rdt_cid: '{{RDT_CID}}' } },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'an order of a till is PHYSICAL_STORE and has no page',
    settings,
    event: { ...order, context: { channel: 'pos' }, network: { ip: null, userAgent: null }, clickIds: {} },
    payload: {
      event_at: 1795514400000,
      action_source: 'PHYSICAL_STORE',
      type: { tracking_type: 'PURCHASE' },
      user: { ...reachable, external_id: externalId },
      metadata: { ...orderMoney, products: [{ id: 'P-1', name: 'Trail Shoe' }] },
    },
  },
  {
    name: 'a catalogue of SKUs gets SKUs',
    settings: { ...settings, contentId: 'sku' },
    event: { ...visitor, ...shoe, standard: 'view_item' },
    payload: sent(
      { tracking_type: 'VIEW_CONTENT' },
      { metadata: { ...shoeSent, products: [{ id: 'SKU-1', name: 'Trail Shoe', category: 'Shoes' }] } },
    ),
  },
  {
    name: 'a custom event is not sent unless the settings want it',
    settings,
    event: { ...visitor, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'identify is no conversion',
    settings,
    event: { ...visitor, type: 'identify', standard: null, name: null },
    payload: skip('filtered', 'no_identify_at_vendor'),
  },
]

export const examples: readonly Example<RedditSettings>[] = [...standardEvents, ...oddRules]
