import { type Skip, skip } from '../../core/decision.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleEvents } from '../example-events.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import type { TikTokSettings } from './settings.ts'

const settings = { eventSourceId: 'C4TRACKLAYERPIXEL001' }
const own = { ...settings, customEvents: true }

const browserUser = { ip: '203.0.113.7', user_agent: 'Mozilla/5.0 (Macintosh)' }
const page = { url: 'https://shop.example/p/1', referrer: 'https://search.example/' }

function sent(event: string, properties?: JsonObject): JsonObject {
  return {
    event,
    event_time: 1795514400,
    event_id: 'msg-1',
    user: browserUser,
    ...(properties && { properties }),
    page,
  }
}

const shoe = {
  currency: 'EUR',
  value: 49.95,
  content_type: 'product',
  contents: [{ content_id: 'P-1', content_name: 'Trail Shoe', price: 49.95, quantity: 1 }],
}

const hashedUser = {
  email: ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
  // +18005550100
  phone: ['fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30'],
}

const sentOrder = {
  event: 'CompletePayment',
  event_time: 1795514400,
  event_id: 'purchase.1001',
  user: { ...hashedUser, ...browserUser },
  properties: {
    currency: 'EUR',
    value: 149.85,
    content_type: 'product',
    contents: [{ content_id: 'P-1', content_name: 'Trail Shoe', price: 49.95, quantity: 3 }],
    order_id: '1001',
  },
  page,
}

const noStandardEvent = skip('filtered', 'no_standard_event_at_vendor')

function standard(
  name: string,
  event: keyof typeof exampleEvents,
  payload: JsonObject | Skip,
): Example<TikTokSettings> {
  return { name, settings, event: exampleEvents[event], payload }
}

const standardEvents: Example<TikTokSettings>[] = [
  standard('a page becomes Pageview', 'page', sent('Pageview')),
  standard('a product list has no standard event', 'view_item_list', noStandardEvent),
  standard('a product becomes ViewContent', 'view_item', sent('ViewContent', shoe)),
  standard('a search becomes Search with its words', 'search', sent('Search', { query: 'trail shoes' })),
  standard('a product put in the cart becomes AddToCart', 'add_to_cart', sent('AddToCart', shoe)),
  standard('a product taken out of the cart has no standard event', 'remove_from_cart', noStandardEvent),
  standard('a product put on the wish list becomes AddToWishlist', 'add_to_wishlist', sent('AddToWishlist', shoe)),
  standard('a viewed cart has no standard event', 'view_cart', noStandardEvent),
  standard('a started checkout becomes InitiateCheckout', 'begin_checkout', sent('InitiateCheckout', shoe)),
  standard('shipping info has no standard event', 'add_shipping_info', noStandardEvent),
  standard('payment info becomes AddPaymentInfo', 'add_payment_info', sent('AddPaymentInfo', shoe)),
  standard('an order becomes CompletePayment with hashed e-mail and phone', 'purchase', sentOrder),
  standard('a refund is not sent: TikTok has none', 'refund', skip('filtered', 'no_refund_at_vendor')),
  standard('a lead becomes SubmitForm', 'lead', sent('SubmitForm')),
  standard('a sign-up becomes CompleteRegistration', 'sign_up', sent('CompleteRegistration')),
  standard('a login has no standard event', 'login', noStandardEvent),
  standard('a subscription has no standard event', 'subscribe', noStandardEvent),
]

const oddRules: Example<TikTokSettings>[] = [
  {
    name: 'a product says its brand, category and the language of the page',
    settings,
    event: {
      ...exampleEvents.view_item,
      context: { ...exampleEvents.view_item.context, locale: 'de-DE' },
      commerce: exampleCommerce({ products: [exampleProduct({ brand: 'Acme', category: 'Shoes' })] }),
    },
    payload: {
      ...sent('ViewContent', {
        ...shoe,
        contents: [
          {
            content_id: 'P-1',
            content_name: 'Trail Shoe',
            content_category: 'Shoes',
            brand: 'Acme',
            price: 49.95,
            quantity: 1,
          },
        ],
      }),
      user: { ...browserUser, locale: 'de-DE' },
    },
  },
  {
    name: 'names and postcode are hashed, city, state and country of the order go plain',
    settings,
    event: {
      ...exampleEvents.lead,
      network: { ip: null, userAgent: null },
      jurisdiction: { country: 'US', region: 'CA', source: 'order_address' },
      identity: {
        variants: {
          ...exampleIdentity.variants,
          // u-1001, mary, valéry, 94107
          'external_id.plain': ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
          'first_name.lower': ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
          'last_name.lower': ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
          'postcode.lower': ['c884a209ebe08750a7d13db63bd02233b375bd79786cbe329ab11586cc35dead'],
        },
        absent: {},
        plain: { city: 'San Francisco' },
      },
    },
    payload: {
      ...sent('SubmitForm'),
      user: {
        ...hashedUser,
        external_id: ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
        first_name: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
        last_name: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
        zip_code: 'c884a209ebe08750a7d13db63bd02233b375bd79786cbe329ab11586cc35dead',
        city: 'sanfrancisco',
        state: 'ca',
        country: 'us',
      },
    },
  },
  {
    name: 'ttclid and ttp keep their case',
    settings,
    event: { ...exampleEvents.lead, clickIds: { ttclid: 'E.C.P.AbCdEf_1', ttp: '2aBcDeFgHiJk' } },
    payload: { ...sent('SubmitForm'), user: { ttclid: 'E.C.P.AbCdEf_1', ttp: '2aBcDeFgHiJk', ...browserUser } },
  },
  {
    name: 'a ttclid that was older than its 7 days is left out, the cookie is not',
    settings: { ...settings, eventSource: 'offline' },
    event: {
      ...exampleEvents.lead,
      clickIds: { ttclid: 'E.C.P.AbCdEf_1', ttp: '2aBcDeFgHiJk' },
      receivedAt: '2026-12-01T10:00:00.001Z',
    },
    payload: {
      event: 'SubmitForm',
      event_time: 1795514400,
      event_id: 'msg-1',
      user: { ttp: '2aBcDeFgHiJk', ...browserUser },
    },
  },
  {
    name: 'limited mode says limited_data_use and leaves out names, place, language and the words of products',
    settings,
    event: {
      ...exampleEvents.purchase,
      mode: 'limited',
      jurisdiction: { country: 'US', region: 'CA', source: 'order_address' },
      context: { ...exampleEvents.purchase.context, locale: 'en-US' },
      identity: {
        variants: {
          ...exampleIdentity.variants,
          'first_name.lower': ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
          'last_name.lower': ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
          'postcode.lower': ['c884a209ebe08750a7d13db63bd02233b375bd79786cbe329ab11586cc35dead'],
        },
        absent: {},
        plain: { city: 'San Francisco' },
      },
      commerce: exampleCommerce({
        orderId: '1001',
        products: [exampleProduct({ quantity: 3, brand: 'Acme', category: 'Shoes' })],
      }),
    },
    payload: {
      ...sentOrder,
      properties: { ...sentOrder.properties, contents: [{ content_id: 'P-1', price: 49.95, quantity: 3 }] },
      limited_data_use: true,
    },
  },
  {
    name: 'limited mode leaves out search words',
    settings,
    event: { ...exampleEvents.search, mode: 'limited' },
    payload: { ...sent('Search'), limited_data_use: true },
  },
  {
    name: 'an ad personalisation that is not granted sets limited_data_use',
    settings,
    event: {
      ...exampleEvents.lead,
      consent: { ...everyPurpose('granted'), ad_personalization: 'denied' },
    },
    payload: { ...sent('SubmitForm'), limited_data_use: true },
  },
  {
    name: 'an offline event set has no limited mode: nothing is sent',
    settings: { ...settings, eventSource: 'offline' },
    event: { ...exampleEvents.purchase, mode: 'limited' },
    payload: skip('filtered', 'no_limited_mode_offline'),
  },
  {
    name: 'limited_data_use can be set for every event',
    settings: { ...settings, limitedDataUse: 'always' },
    event: exampleEvents.lead,
    payload: { ...sent('SubmitForm'), limited_data_use: true },
  },
  {
    name: 'an order without currency is invalid: it would fail its whole batch',
    settings,
    event: { ...exampleEvents.purchase, commerce: exampleCommerce({ orderId: '1001', currency: null }) },
    payload: skip('invalid', 'purchase_without_currency'),
  },
  {
    name: 'an order without value is invalid',
    settings,
    event: { ...exampleEvents.purchase, value: null },
    payload: skip('invalid', 'purchase_without_value'),
  },
  {
    name: 'an order with a negative value is invalid: it would be a refund in disguise',
    settings,
    event: { ...exampleEvents.purchase, value: -149.85 },
    payload: skip('invalid', 'purchase_with_negative_value'),
  },
  {
    name: 'an event that names nobody is invalid',
    settings,
    event: { ...exampleEvents.purchase, identity: emptyBundle, network: { ip: null, userAgent: null } },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'a custom event is not sent unless the settings want it',
    settings,
    event: { ...exampleEvents.lead, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'a custom event is sent under its own name when the settings want it',
    settings: own,
    event: { ...exampleEvents.lead, standard: null, name: 'Size Guide Opened', properties: { size: 42 } },
    payload: sent('Size Guide Opened'),
  },
]

export const examples: readonly Example<TikTokSettings>[] = [...standardEvents, ...oddRules]
