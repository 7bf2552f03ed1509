import { type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleEvents } from '../example-events.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import type { SnapchatSettings } from './settings.ts'

const settings = { assetId: '5c0ffee0-0000-4000-8000-000000000001' }

const browserUser = { client_ip_address: '203.0.113.7', client_user_agent: 'Mozilla/5.0 (Macintosh)' }

function sent(name: string, customData?: JsonObject): JsonObject {
  return {
    event_name: name,
    event_time: 1795514400,
    event_id: 'msg-1',
    action_source: 'WEB',
    event_source_url: 'https://shop.example/p/1',
    user_data: browserUser,
    ...(customData && { custom_data: customData }),
  }
}

const shoe = {
  currency: 'EUR',
  value: '49.95',
  contents: [{ id: 'P-1', quantity: '1', item_price: '49.95' }],
}

const reachable = {
  em: ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
  // 16505551212
  ph: ['e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176'],
}
// u-1001
const externalId = ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc']
const names = {
  fn: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
  ln: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
}
/** SHA-256 of f, 19871224, sanfrancisco, ca, 94107, us: made with sha256sum. */
const profile = {
  ge: '252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111',
  db: 'f4b72f22ce315724effd0f4af5634a702e56c5dfe89b18d7f5ccdedd225e8963',
  ct: '1a6bd4d9d79dc0a79b53795c70d3349fa9e38968a3fbefbfe8783efb1d2b6aac',
  st: '6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126',
  zp: 'c884a209ebe08750a7d13db63bd02233b375bd79786cbe329ab11586cc35dead',
  country: '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621',
}

const known = {
  ...emptyBundle,
  variants: {
    ...exampleIdentity.variants,
    'external_id.plain': externalId,
    'gender.initial': [profile.ge],
    'birth_date.yyyymmdd': [profile.db],
    'city.meta': [profile.ct],
    'state.meta': [profile.st],
    'postcode.meta': [profile.zp],
    'country.lower': [profile.country],
  },
} satisfies DeliverableEvent['identity']

const orderData = {
  currency: 'EUR',
  value: '149.85',
  order_id: '1001',
  contents: [{ id: 'P-1', quantity: '3', item_price: '49.95' }],
}
const sentOrder = {
  ...sent('PURCHASE', orderData),
  event_id: 'purchase.1001',
  user_data: { ...reachable, ...names, ...browserUser },
}

const noName = skip('filtered', 'no_standard_event_at_vendor')

function standard(name: string, event: keyof typeof exampleEvents, payload: JsonObject | Skip) {
  return { name, settings, event: exampleEvents[event], payload }
}

const standardEvents: Example<SnapchatSettings>[] = [
  standard('a page becomes PAGE_VIEW', 'page', sent('PAGE_VIEW')),
  standard(
    'a product list becomes LIST_VIEW',
    'view_item_list',
    sent('LIST_VIEW', {
      contents: [
        { id: 'P-1', quantity: '1', item_price: '49.95' },
        { id: 'P-2', quantity: '1' },
      ],
    }),
  ),
  standard('a product becomes VIEW_CONTENT', 'view_item', sent('VIEW_CONTENT', shoe)),
  standard('a search becomes SEARCH with its words', 'search', sent('SEARCH', { search_string: 'trail shoes' })),
  standard('a product put in the cart becomes ADD_CART', 'add_to_cart', sent('ADD_CART', shoe)),
  standard('a product taken out of the cart has no name at Snapchat', 'remove_from_cart', noName),
  standard('a product put on the wish list becomes ADD_TO_WISHLIST', 'add_to_wishlist', sent('ADD_TO_WISHLIST', shoe)),
  standard('a viewed cart has no name at Snapchat', 'view_cart', noName),
  standard('a started checkout becomes START_CHECKOUT', 'begin_checkout', sent('START_CHECKOUT', shoe)),
  standard('shipping info has no name at Snapchat', 'add_shipping_info', noName),
  standard('payment info becomes ADD_BILLING', 'add_payment_info', sent('ADD_BILLING', shoe)),
  standard('an order becomes PURCHASE with money as text and hashed keys', 'purchase', sentOrder),
  standard('a refund is not sent: Snapchat has none', 'refund', skip('filtered', 'no_refund_at_vendor')),
  standard('a lead has no name at Snapchat: as SIGN_UP it would count as an account', 'lead', noName),
  standard('a sign-up becomes SIGN_UP', 'sign_up', sent('SIGN_UP')),
  standard('a login becomes LOGIN', 'login', sent('LOGIN')),
  standard('a subscription becomes SUBSCRIBE', 'subscribe', sent('SUBSCRIBE', { currency: 'EUR', value: '9' })),
]

const app = { assetId: '5c0ffee0-0000-4000-8000-00000000000a', asset: 'app' as const }
const phone = {
  device: { type: 'Android', advertisingId: 'AB12-CD34', adTrackingEnabled: true, model: 'OnePlus6' },
  app: { namespace: 'com.some.app', version: '7.7.1', build: '771' },
  os: { version: '10.1.1' },
  locale: 'en-US',
  timezone: 'America/New_York',
}

const oddRules: Example<SnapchatSettings>[] = [
  {
    name: 'everything known of a person is hashed, the click id goes plain with its case kept',
    settings,
    event: { ...exampleEvents.sign_up, identity: known, clickIds: { sc_click_id: 'AbC-dEf_1' } },
    payload: {
      ...sent('SIGN_UP'),
      user_data: {
        ...reachable,
        external_id: externalId,
        ...names,
        ...profile,
        ...browserUser,
        sc_click_id: 'AbC-dEf_1',
      },
    },
  },
  {
    name: 'limited mode says LDU with the place and leaves out who the person is, where they live and brands',
    settings,
    event: {
      ...exampleEvents.purchase,
      identity: known,
      mode: 'limited',
      jurisdiction: { country: 'US', region: 'CA', source: 'geo_header' },
      commerce: exampleCommerce({ orderId: '1001', products: [exampleProduct({ quantity: 3, brand: 'Acme' })] }),
    },
    payload: {
      ...sentOrder,
      user_data: { ...reachable, external_id: externalId, ...browserUser },
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    },
  },
  {
    name: 'limited mode leaves out search words; elsewhere Snapchat finds the place itself',
    settings,
    event: { ...exampleEvents.search, mode: 'limited' },
    payload: {
      ...sent('SEARCH'),
      data_processing_options: ['LDU'],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
    },
  },
  {
    name: 'LDU can be set for every event',
    settings: { ...settings, ldu: 'always' },
    event: exampleEvents.login,
    payload: {
      ...sent('LOGIN'),
      data_processing_options: ['LDU'],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
    },
  },
  {
    name: 'a product says its brand',
    settings: { ...settings, contentId: 'sku' },
    event: {
      ...exampleEvents.view_item,
      commerce: exampleCommerce({ products: [exampleProduct({ brand: 'Acme', price: null })] }),
    },
    payload: sent('VIEW_CONTENT', {
      currency: 'EUR',
      value: '49.95',
      contents: [{ id: 'SKU-1', quantity: '1', brand: 'Acme' }],
    }),
  },
  {
    name: 'an order at the till is OFFLINE and has no page',
    settings,
    event: { ...exampleEvents.purchase, context: { channel: 'pos' }, network: { ip: null, userAgent: null } },
    payload: {
      event_name: 'PURCHASE',
      event_time: 1795514400,
      event_id: 'purchase.1001',
      action_source: 'OFFLINE',
      user_data: { ...reachable, ...names },
      custom_data: orderData,
    },
  },
  {
    name: 'an app’s screen becomes PAGE_VIEW of MOBILE_APP with the device’s facts and its advertising id in lower case',
    settings: app,
    event: { type: 'screen', standard: null, name: 'Basket', context: phone },
    payload: {
      event_name: 'PAGE_VIEW',
      event_time: 1795514400,
      event_id: 'msg-1',
      action_source: 'MOBILE_APP',
      app_data: {
        advertiser_tracking_enabled: 1,
        application_tracking_enabled: 1,
        extinfo: [
          ...['a2', 'com.some.app', '7.7.1', '771', '10.1.1', 'OnePlus6', 'en-US'],
          ...['', '', '', '', '', '', '', '', 'America/New_York'],
        ],
      },
      user_data: { madid: 'ab12-cd34' },
    },
  },
  {
    name: 'an app’s event is not sent to a pixel',
    settings,
    event: { ...exampleEvents.login, context: phone },
    payload: skip('filtered', 'app_event_at_pixel'),
  },
  {
    name: 'a web event is not sent to an app',
    settings: app,
    event: exampleEvents.login,
    payload: skip('filtered', 'no_app_event'),
  },
  {
    name: 'an event of the shop’s own becomes the custom event that the settings say',
    settings: { ...settings, customEvents: { 'Size Guide Opened': 'CUSTOM_EVENT_2' } },
    event: { ...exampleEvents.login, standard: null, name: 'Size Guide Opened' },
    payload: sent('CUSTOM_EVENT_2'),
  },
  {
    name: 'an event of the shop’s own that the settings do not name is not sent',
    settings,
    event: { ...exampleEvents.login, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'an order with a negative value is invalid: it would be a refund in disguise',
    settings,
    event: { ...exampleEvents.purchase, value: -149.85 },
    payload: skip('invalid', 'purchase_with_negative_value'),
  },
  {
    name: 'a user id and a click id without e-mail, phone or browser name nobody to Snapchat',
    settings,
    event: {
      ...exampleEvents.login,
      network: { ip: null, userAgent: 'Mozilla/5.0' },
      identity: { ...emptyBundle, variants: { 'external_id.plain': externalId } },
      clickIds: { sc_click_id: 'AbC-dEf_1' },
    },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'identify is no conversion',
    settings,
    event: { ...exampleEvents.login, type: 'identify', standard: null, name: null },
    payload: skip('filtered', 'no_identify_at_vendor'),
  },
]

export const examples: readonly Example<SnapchatSettings>[] = [...standardEvents, ...oddRules]
