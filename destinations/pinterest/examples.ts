import { type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleEvents } from '../example-events.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import type { PinterestSettings } from './settings.ts'

const settings = { adAccountId: '549755885175' }

const browserUser = { client_ip_address: '203.0.113.7', client_user_agent: 'Mozilla/5.0 (Macintosh)' }

function sent(name: string, customData?: JsonObject): JsonObject {
  return {
    event_name: name,
    action_source: 'web',
    event_time: 1795514400,
    event_id: 'msg-1',
    event_source_url: 'https://shop.example/p/1',
    user_data: browserUser,
    ...(customData && { custom_data: customData }),
  }
}

const shoe = {
  currency: 'EUR',
  value: '49.95',
  content_ids: ['P-1'],
  contents: [{ id: 'P-1', item_name: 'Trail Shoe', item_price: '49.95', quantity: 1 }],
  num_items: 1,
}

const em = ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f']
// 16505551212
const ph = ['e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176']
// u-1001
const externalId = ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc']
const names = {
  ln: ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
  fn: ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
}
/** SHA-256 of `n`, 19871224, sanfrancisco, ca, 94107, us: made with sha256sum. */
const profile = {
  ge: ['1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9'],
  db: ['f4b72f22ce315724effd0f4af5634a702e56c5dfe89b18d7f5ccdedd225e8963'],
  ct: ['1a6bd4d9d79dc0a79b53795c70d3349fa9e38968a3fbefbfe8783efb1d2b6aac'],
  st: ['6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126'],
  zp: ['c884a209ebe08750a7d13db63bd02233b375bd79786cbe329ab11586cc35dead'],
  country: ['79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621'],
}

const known = {
  ...emptyBundle,
  variants: {
    ...exampleIdentity.variants,
    'external_id.plain': externalId,
    'gender.initial_or_n': profile.ge,
    'birth_date.yyyymmdd': profile.db,
    'city.meta': profile.ct,
    'state.two_letter': profile.st,
    'postcode.digits': profile.zp,
    'country.lower': profile.country,
  },
} satisfies DeliverableEvent['identity']

const orderData = {
  currency: 'EUR',
  value: '149.85',
  content_ids: ['P-1'],
  contents: [{ id: 'P-1', item_name: 'Trail Shoe', item_price: '49.95', quantity: 3 }],
  num_items: 3,
  order_id: '1001',
}
const sentOrder = {
  ...sent('checkout', orderData),
  event_id: 'purchase.1001',
  user_data: { em, ph, ...names, ...browserUser },
}

const noName = skip('filtered', 'no_standard_event_at_vendor')

function standard(name: string, event: keyof typeof exampleEvents, payload: JsonObject | Skip) {
  return { name, settings, event: exampleEvents[event], payload }
}

const standardEvents: Example<PinterestSettings>[] = [
  standard('a page becomes page_visit', 'page', sent('page_visit')),
  standard(
    'a product list becomes view_category, named in content_category',
    'view_item_list',
    sent('view_category', {
      content_ids: ['P-1', 'P-2'],
      contents: [
        { id: 'P-1', item_name: 'Trail Shoe', item_price: '49.95', quantity: 1 },
        { id: 'P-2', item_name: 'Trail Shoe', quantity: 1 },
      ],
      num_items: 2,
      content_category: 'Shoes',
    }),
  ),
  standard('a product becomes view_content', 'view_item', sent('view_content', shoe)),
  standard('a search becomes search with its words', 'search', sent('search', { search_string: 'trail shoes' })),
  standard('a product put in the cart becomes add_to_cart', 'add_to_cart', sent('add_to_cart', shoe)),
  standard('a product taken out of the cart has no name at Pinterest', 'remove_from_cart', noName),
  standard('a product put on the wish list becomes add_to_wishlist', 'add_to_wishlist', sent('add_to_wishlist', shoe)),
  standard('a viewed cart has no name at Pinterest', 'view_cart', noName),
  standard('a started checkout becomes initiate_checkout', 'begin_checkout', sent('initiate_checkout', shoe)),
  standard('shipping info has no name at Pinterest', 'add_shipping_info', noName),
  standard('payment info becomes add_payment_info', 'add_payment_info', sent('add_payment_info', shoe)),
  standard('an order becomes checkout with money as text and hashed lists', 'purchase', sentOrder),
  standard('a refund is not sent: Pinterest has none', 'refund', skip('filtered', 'no_refund_at_vendor')),
  standard('a lead becomes lead', 'lead', sent('lead')),
  standard('a sign-up becomes signup', 'sign_up', sent('signup')),
  standard('a login has no name at Pinterest', 'login', noName),
  standard('a subscription has no name at Pinterest', 'subscribe', noName),
]

const oddRules: Example<PinterestSettings>[] = [
  {
    name: 'everything known of a person is hashed into lists, the click id of the cookie goes plain with its case kept',
    settings,
    event: {
      ...exampleEvents.lead,
      identity: known,
      clickIds: { epik: 'dj0yJnU9AbC-1_x' },
      commerce: exampleCommerce({ products: [exampleProduct({ brand: 'Acme', category: 'Shoes' })] }),
    },
    payload: {
      ...sent('lead', {
        content_ids: ['P-1'],
        contents: [
          {
            id: 'P-1',
            item_name: 'Trail Shoe',
            item_category: 'Shoes',
            item_brand: 'Acme',
            item_price: '49.95',
            quantity: 1,
          },
        ],
        num_items: 1,
      }),
      user_data: { em, ph, external_id: externalId, ...profile, ...names, ...browserUser, click_id: 'dj0yJnU9AbC-1_x' },
    },
  },
  {
    name: 'limited mode says LDP and opt_out and leaves out who the person is, where they live and what products are called',
    settings,
    event: {
      ...exampleEvents.purchase,
      identity: known,
      mode: 'limited',
      jurisdiction: { country: 'US', region: 'CA', source: 'geo_header' },
    },
    payload: {
      ...sentOrder,
      opt_out: true,
      user_data: { em, ph, external_id: externalId, ...browserUser },
      custom_data: {
        ...orderData,
        contents: [{ id: 'P-1', item_price: '49.95', quantity: 3 }],
        opt_out_type: 'LDP',
      },
    },
  },
  {
    name: 'limited mode leaves out search words',
    settings,
    event: { ...exampleEvents.search, mode: 'limited' },
    payload: { ...sent('search', { opt_out_type: 'LDP' }), opt_out: true },
  },
  {
    name: 'LDP can be set for every event',
    settings: { ...settings, ldp: 'always' },
    event: exampleEvents.lead,
    payload: sent('lead', { opt_out_type: 'LDP' }),
  },
  {
    name: 'without ad personalisation the event is opted out',
    settings,
    event: { ...exampleEvents.lead, consent: { ...everyPurpose('granted'), ad_personalization: 'denied' } },
    payload: { ...sent('lead'), opt_out: true },
  },
  {
    name: 'a page that says its category becomes view_category',
    settings,
    event: { ...exampleEvents.page, standard: null, properties: { category: 'Shoes' } },
    payload: sent('view_category'),
  },
  {
    name: 'an order at the till is offline and has no page',
    settings,
    event: { ...exampleEvents.purchase, context: { channel: 'pos' }, network: { ip: null, userAgent: null } },
    payload: {
      event_name: 'checkout',
      action_source: 'offline',
      event_time: 1795514400,
      event_id: 'purchase.1001',
      user_data: { em, ph, ...names },
      custom_data: orderData,
    },
  },
  {
    name: 'an app whose device limits ad tracking is opted out',
    settings,
    event: { ...exampleEvents.lead, context: { device: { type: 'iOS', adTrackingEnabled: false } } },
    payload: {
      event_name: 'lead',
      action_source: 'app_ios',
      event_time: 1795514400,
      event_id: 'msg-1',
      opt_out: true,
      user_data: browserUser,
    },
  },
  {
    name: 'a catalogue of SKUs gets SKUs, and a price that is no decimal is left out',
    settings: { ...settings, contentId: 'sku' },
    event: {
      ...exampleEvents.view_item,
      commerce: exampleCommerce({ products: [exampleProduct({ price: 1e21, quantity: 1.5 })] }),
    },
    payload: sent('view_content', {
      currency: 'EUR',
      value: '49.95',
      content_ids: ['SKU-1'],
      contents: [{ id: 'SKU-1', item_name: 'Trail Shoe' }],
    }),
  },
  {
    name: 'a value without currency is left out: it would be taken for the currency of the account',
    settings,
    event: { ...exampleEvents.subscribe, standard: 'lead', commerce: exampleCommerce({ currency: null }) },
    payload: sent('lead'),
  },
  {
    name: 'an order with a negative value is invalid: it would be a refund in disguise',
    settings,
    event: { ...exampleEvents.purchase, value: -149.85 },
    payload: skip('invalid', 'purchase_with_negative_value'),
  },
  {
    name: 'a phone, a user id and a click id without e-mail or browser name nobody to Pinterest',
    settings,
    event: {
      ...exampleEvents.lead,
      network: { ip: '203.0.113.7', userAgent: null },
      identity: { ...emptyBundle, variants: { 'phone.digits': ph, 'external_id.plain': externalId } },
      clickIds: { epik: 'dj0yJnU9AbC-1_x' },
    },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'an event of the shop’s own is not sent unless the settings want it',
    settings,
    event: { ...exampleEvents.lead, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'an event of the shop’s own becomes custom when the settings want it',
    settings: { ...settings, customEvents: true },
    event: { ...exampleEvents.lead, standard: null, name: 'Size Guide Opened' },
    payload: sent('custom'),
  },
  {
    name: 'a removed product becomes custom when the settings want it',
    settings: { ...settings, customEvents: true },
    event: exampleEvents.remove_from_cart,
    payload: sent('custom', shoe),
  },
  {
    name: 'identify is no conversion',
    settings,
    event: { ...exampleEvents.lead, type: 'identify', standard: null, name: null },
    payload: skip('filtered', 'no_identify_at_vendor'),
  },
]

export const examples: readonly Example<PinterestSettings>[] = [...standardEvents, ...oddRules]
