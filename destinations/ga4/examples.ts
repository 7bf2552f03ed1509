import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, examplePage, exampleProduct } from '../example-parts.ts'
import type { Ga4Settings } from './settings.ts'

const settings = { measurementId: 'G-ABC1234567' }
const granted = { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' }
const denied = { ad_user_data: 'DENIED', ad_personalization: 'DENIED' }

/** A browser with GA4's own cookies. */
const browser = {
  context: examplePage,
  clickIds: { ga_client_id: 'GA1.1.1234567890.1795500000', ga_session_id: '1795514000' },
} satisfies Partial<DeliverableEvent>

const browserParams = {
  session_id: '1795514000',
  engagement_time_msec: 1,
  page_location: 'https://shop.example/p/1',
  page_title: 'Trail Shoe',
  page_referrer: 'https://search.example/',
  event_id: 'msg-1',
}

function sentByBrowser(name: string, params: JsonObject = {}): JsonObject {
  return {
    client_id: '1234567890.1795500000',
    user_id: 'u-1001',
    timestamp_micros: 1795514400000000,
    consent: granted,
    events: [{ name, params: { ...browserParams, ...params } }],
  }
}

const shoe = exampleCommerce({ products: [exampleProduct({ brand: 'Fell', category: 'Shoes', variant: '42' })] })
const shoeItem = {
  item_id: 'P-1',
  item_name: 'Trail Shoe',
  item_brand: 'Fell',
  item_category: 'Shoes',
  item_variant: '42',
  price: 49.95,
  quantity: 1,
}
const shoeParams = { currency: 'EUR', value: 49.95, items: [shoeItem] }

const order = {
  ...browser,
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 54.9,
  commerce: exampleCommerce({
    orderId: '1001',
    total: 54.9,
    tax: 8.77,
    shipping: 4.95,
    coupon: 'NOV',
    affiliation: 'Shop DE',
    products: shoe.products,
  }),
} satisfies Partial<DeliverableEvent>

const orderParams = {
  event_id: 'purchase.1001',
  currency: 'EUR',
  value: 54.9,
  transaction_id: '1001',
  tax: 8.77,
  shipping: 4.95,
  coupon: 'NOV',
  affiliation: 'Shop DE',
  items: [shoeItem],
}

const hashedUser = {
  sha256_email_address: ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
  sha256_phone_number: ['fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30'],
}

const standardEvents: Example<Ga4Settings>[] = [
  {
    name: 'a page becomes page_view',
    settings,
    event: { ...browser, type: 'page', standard: 'page', name: 'Home' },
    payload: sentByBrowser('page_view'),
  },
  {
    name: 'a product list becomes view_item_list, each item with its list',
    settings,
    event: {
      ...browser,
      standard: 'view_item_list',
      commerce: exampleCommerce({
        listId: 'shoes',
        listName: 'Shoes',
        products: [
          exampleProduct({ position: 1 }),
          exampleProduct({ productId: null, sku: 'SKU-2', name: null, price: null }),
        ],
      }),
    },
    payload: sentByBrowser('view_item_list', {
      item_list_id: 'shoes',
      item_list_name: 'Shoes',
      items: [
        {
          item_id: 'P-1',
          item_name: 'Trail Shoe',
          item_list_id: 'shoes',
          item_list_name: 'Shoes',
          index: 1,
          price: 49.95,
          quantity: 1,
        },
        { item_id: 'SKU-2', item_list_id: 'shoes', item_list_name: 'Shoes', quantity: 1 },
      ],
    }),
  },
  {
    name: 'a product becomes view_item',
    settings,
    event: { ...browser, standard: 'view_item', value: 49.95, commerce: shoe },
    payload: sentByBrowser('view_item', shoeParams),
  },
  {
    name: 'a search becomes search with its words',
    settings,
    event: { ...browser, standard: 'search', commerce: exampleCommerce({ searchQuery: 'trail shoes' }) },
    payload: sentByBrowser('search', { search_term: 'trail shoes' }),
  },
  {
    name: 'a product put in the cart becomes add_to_cart',
    settings,
    event: { ...browser, standard: 'add_to_cart', value: 49.95, commerce: shoe },
    payload: sentByBrowser('add_to_cart', shoeParams),
  },
  {
    name: 'a product taken out of the cart becomes remove_from_cart',
    settings,
    event: { ...browser, standard: 'remove_from_cart', value: 49.95, commerce: shoe },
    payload: sentByBrowser('remove_from_cart', shoeParams),
  },
  {
    name: 'a product put on the wish list becomes add_to_wishlist',
    settings,
    event: { ...browser, standard: 'add_to_wishlist', value: 49.95, commerce: shoe },
    payload: sentByBrowser('add_to_wishlist', shoeParams),
  },
  {
    name: 'a viewed cart becomes view_cart',
    settings,
    event: { ...browser, standard: 'view_cart', value: 49.95, commerce: shoe },
    payload: sentByBrowser('view_cart', shoeParams),
  },
  {
    name: 'a started checkout becomes begin_checkout',
    settings,
    event: { ...browser, standard: 'begin_checkout', value: 49.95, commerce: { ...shoe, coupon: 'NOV' } },
    payload: sentByBrowser('begin_checkout', { ...shoeParams, coupon: 'NOV' }),
  },
  {
    name: 'shipping info becomes add_shipping_info with its tier',
    settings,
    event: {
      ...browser,
      standard: 'add_shipping_info',
      value: 49.95,
      commerce: { ...shoe, shippingMethod: 'express' },
    },
    payload: sentByBrowser('add_shipping_info', { ...shoeParams, shipping_tier: 'express' }),
  },
  {
    name: 'payment info becomes add_payment_info with its type',
    settings,
    event: { ...browser, standard: 'add_payment_info', value: 49.95, commerce: { ...shoe, paymentMethod: 'card' } },
    payload: sentByBrowser('add_payment_info', { ...shoeParams, payment_type: 'card' }),
  },
  {
    name: 'an order becomes purchase with hashed e-mail and phone, and an address beside a name',
    settings,
    event: {
      ...order,
      identity: { ...exampleIdentity, plain: { city: 'Berlin', postcode: '10115' } },
      jurisdiction: { country: 'DE', region: null, source: 'order_address' },
    },
    payload: {
      ...sentByBrowser('purchase', orderParams),
      user_data: {
        ...hashedUser,
        address: [
          {
            sha256_first_name: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
            sha256_last_name: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
            city: 'Berlin',
            postal_code: '10115',
            country: 'DE',
          },
        ],
      },
    },
  },
  {
    name: 'a refund becomes refund, its value positive',
    settings,
    event: {
      ...browser,
      standard: 'refund',
      vendorEventId: 'refund.1001',
      value: -54.9,
      commerce: exampleCommerce({ orderId: '1001' }),
    },
    payload: sentByBrowser('refund', { event_id: 'refund.1001', currency: 'EUR', value: 54.9, transaction_id: '1001' }),
  },
  {
    name: 'a lead becomes generate_lead',
    settings,
    event: { ...browser, standard: 'lead', value: 20, commerce: exampleCommerce() },
    payload: sentByBrowser('generate_lead', { currency: 'EUR', value: 20 }),
  },
  {
    name: 'a sign-up becomes sign_up with its method',
    settings,
    event: { ...browser, standard: 'sign_up', properties: { method: 'Google' } },
    payload: sentByBrowser('sign_up', { method: 'Google' }),
  },
  {
    name: 'a login becomes login with its method',
    settings,
    event: { ...browser, standard: 'login', properties: { method: 'Passkey' } },
    payload: sentByBrowser('login', { method: 'Passkey' }),
  },
  {
    name: 'a subscription goes as a custom event: GA4 recommends none',
    settings,
    event: { ...browser, standard: 'subscribe', value: 9, commerce: exampleCommerce() },
    payload: sentByBrowser('subscribe', { currency: 'EUR', value: 9 }),
  },
]

const oddRules: Example<Ga4Settings>[] = [
  {
    name: 'an address with street and state goes beside a name',
    settings,
    event: {
      ...order,
      identity: {
        ...exampleIdentity,
        // mainst1
        variants: {
          ...exampleIdentity.variants,
          'street.ga4': ['ad920a53437f5322bc35dfc30fe725b90957deb8ab2048a40caf9b8c4249635c'],
        },
      },
      jurisdiction: { country: 'US', region: 'CA', source: 'order_address' },
    },
    payload: {
      ...sentByBrowser('purchase', orderParams),
      user_data: {
        ...hashedUser,
        address: [
          {
            sha256_first_name: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
            sha256_last_name: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
            sha256_street: 'ad920a53437f5322bc35dfc30fe725b90957deb8ab2048a40caf9b8c4249635c',
            region: 'CA',
            country: 'US',
          },
        ],
      },
    },
  },
  {
    name: 'limited mode denies both consents and sends neither user_data nor the ad click of the page',
    settings,
    event: {
      ...order,
      identity: exampleIdentity,
      mode: 'limited',
      clickIds: { ...browser.clickIds, gclid: 'Cj0KCQjwAd-click' },
      context: { page: { url: 'https://shop.example/p/1?color=red&gclid=Cj0KCQjwAd-click' } },
    },
    payload: {
      client_id: '1234567890.1795500000',
      user_id: 'u-1001',
      timestamp_micros: 1795514400000000,
      consent: denied,
      events: [
        {
          name: 'purchase',
          params: {
            session_id: '1795514000',
            engagement_time_msec: 1,
            page_location: 'https://shop.example/p/1?color=red',
            ...orderParams,
          },
        },
      ],
    },
  },
  {
    name: 'analytics without advertising is sent with both consents denied and no user_data',
    settings,
    event: {
      ...order,
      identity: exampleIdentity,
      consent: { ...everyPurpose('unset'), analytics: 'granted', advertising: 'denied', ad_personalization: 'denied' },
    },
    payload: { ...sentByBrowser('purchase', orderParams), consent: denied },
  },
  {
    name: 'a US opt-out of sale denies both consents and user_data, not analytics',
    settings,
    event: {
      ...order,
      identity: exampleIdentity,
      jurisdiction: { country: 'US', region: 'CA', source: 'geo_header' },
      consent: { ...everyPurpose('granted'), ad_personalization: 'denied', sale_or_sharing: 'denied' },
    },
    payload: { ...sentByBrowser('purchase', orderParams), consent: denied },
  },
  {
    name: 'user_data can be switched off',
    settings: { ...settings, userData: false },
    event: { ...order, identity: exampleIdentity },
    payload: sentByBrowser('purchase', orderParams),
  },
  {
    name: 'without the GA cookie the client id is made from the anonymous id',
    settings,
    event: { standard: 'lead' },
    payload: {
      client_id: '2790144215.1404112022',
      user_id: 'u-1001',
      timestamp_micros: 1795514400000000,
      consent: granted,
      events: [{ name: 'generate_lead', params: { engagement_time_msec: 1, event_id: 'msg-1' } }],
    },
  },
  {
    name: 'a user id that stands for an e-mail is not sent',
    settings,
    event: { standard: 'lead', anonymousId: 'anon-1', userId: 'em_9f2c41aa7be04d11' },
    payload: {
      client_id: '2790144215.1404112022',
      timestamp_micros: 1795514400000000,
      consent: granted,
      events: [{ name: 'generate_lead', params: { engagement_time_msec: 1, event_id: 'msg-1' } }],
    },
  },
  {
    name: 'nobody to count is invalid',
    settings,
    event: { standard: 'lead', anonymousId: null, userId: null },
    payload: skip('invalid', 'no_client_id'),
  },
  {
    name: 'an order without currency is invalid: GA4 would drop it in silence',
    settings,
    event: { ...order, commerce: { ...order.commerce, currency: null } },
    payload: skip('invalid', 'purchase_without_currency'),
  },
  {
    name: 'an order without value is invalid',
    settings,
    event: { ...order, value: null },
    payload: skip('invalid', 'purchase_without_value'),
  },
  {
    name: 'an order without items is invalid',
    settings,
    event: { ...order, commerce: { ...order.commerce, products: [] } },
    payload: skip('invalid', 'purchase_without_items'),
  },
  {
    name: 'an order without order id is invalid: nothing would deduplicate it',
    settings,
    event: { ...order, commerce: { ...order.commerce, orderId: null } },
    payload: skip('invalid', 'purchase_without_order_id'),
  },
  {
    name: 'a custom event gets a name GA4 takes and the parameters the settings list',
    settings: { ...settings, params: ['song', 'seconds', 'liked', 'absent', 'tags'], userProperties: ['plan'] },
    event: {
      ...browser,
      standard: null,
      name: 'Song Played!',
      properties: { song: 'Ode', seconds: 240, liked: true, tags: ['a'], secret: 'kept here' },
      traits: { plan: 'gold', age: 33 },
    },
    payload: {
      ...sentByBrowser('song_played', { song: 'Ode', seconds: 240, liked: 'true' }),
      user_properties: { plan: { value: 'gold' } },
    },
  },
  {
    name: 'a reserved name is not sent',
    settings,
    event: { ...browser, standard: null, name: 'session_start' },
    payload: skip('filtered', 'reserved_event_name'),
  },
  {
    name: 'a reserved prefix is not sent',
    settings,
    event: { ...browser, standard: null, name: 'firebase_thing' },
    payload: skip('filtered', 'reserved_event_name'),
  },
  {
    name: 'a screen of an app counts as a page of the web stream',
    settings,
    event: { ...browser, type: 'screen', standard: null, name: 'Cart', context: {} },
    payload: {
      ...sentByBrowser('page_view'),
      events: [
        {
          name: 'page_view',
          params: { session_id: '1795514000', engagement_time_msec: 1, page_title: 'Cart', event_id: 'msg-1' },
        },
      ],
    },
  },
  {
    name: 'identify is no event',
    settings,
    event: { ...browser, type: 'identify', standard: null, name: null },
    payload: skip('filtered', 'no_identify_at_vendor'),
  },
]

const appSettings = { firebaseAppId: '1:1234567890:android:321abc456def7890' }

/** An app with the Firebase SDK, which knows its own instance. */
const app = {
  context: { app_instance_id: '0123456789abcdef0123456789abcdef', device: { type: 'android' } },
  clickIds: { ga_session_id: '1795514000' },
} satisfies Partial<DeliverableEvent>

function sentByApp(name: string, params: JsonObject = {}): JsonObject {
  return {
    app_instance_id: '0123456789abcdef0123456789abcdef',
    user_id: 'u-1001',
    timestamp_micros: 1795514400000000,
    consent: granted,
    events: [{ name, params: { session_id: '1795514000', engagement_time_msec: 1, event_id: 'msg-1', ...params } }],
  }
}

const contactVariants = {
  'email.gmail_dots': exampleIdentity.variants['email.gmail_dots'] ?? [],
  'phone.e164': exampleIdentity.variants['phone.e164'] ?? [],
}

const appStream: Example<Ga4Settings>[] = [
  {
    name: 'app stream: a screen is screen_view with its name, and there is no client id',
    settings: appSettings,
    event: { ...app, type: 'screen', standard: null, name: 'Cart', properties: { screen_class: 'CartActivity' } },
    payload: sentByApp('screen_view', { screen_name: 'Cart', screen_class: 'CartActivity' }),
  },
  {
    name: 'app stream: an order carries hashed e-mail and phone beside the user id',
    settings: appSettings,
    event: { ...order, ...app, identity: { ...exampleIdentity, variants: contactVariants } },
    payload: { ...sentByApp('purchase', orderParams), user_data: hashedUser },
  },
  {
    name: 'app stream: without a user id no user_data goes',
    settings: appSettings,
    event: { ...order, ...app, userId: null, identity: exampleIdentity },
    payload: {
      app_instance_id: '0123456789abcdef0123456789abcdef',
      timestamp_micros: 1795514400000000,
      consent: granted,
      events: [{ name: 'purchase', params: { session_id: '1795514000', engagement_time_msec: 1, ...orderParams } }],
    },
  },
  {
    name: 'app stream: without the app instance id nobody can be counted, and none is made up',
    settings: appSettings,
    event: { ...browser, standard: 'lead' },
    payload: skip('invalid', 'no_app_instance_id'),
  },
  {
    name: 'app stream: what the SDK reports itself stays reserved',
    settings: appSettings,
    event: { ...app, standard: null, name: 'in_app_purchase' },
    payload: skip('filtered', 'reserved_event_name'),
  },
]

export const examples: readonly Example<Ga4Settings>[] = [...standardEvents, ...oddRules, ...appStream]
