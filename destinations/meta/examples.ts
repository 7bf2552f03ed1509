import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, examplePage, exampleProduct } from '../example-parts.ts'
import type { MetaSettings } from './settings.ts'

const settings = { pixelId: '1234567890' }
const network = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' }

/** A browser that Meta knows by its cookie. */
const browser = {
  context: examplePage,
  network,
  clickIds: { fbp: 'fb.1.1795510000000.1098115397' },
} satisfies Partial<DeliverableEvent>

const browserUser = {
  client_ip_address: '203.0.113.7',
  client_user_agent: 'Mozilla/5.0 (Macintosh)',
  fbp: 'fb.1.1795510000000.1098115397',
}

function sentByBrowser(name: string, customData?: JsonObject): JsonObject {
  return {
    event_name: name,
    event_time: 1795514400,
    event_id: 'msg-1',
    action_source: 'website',
    event_source_url: 'https://shop.example/p/1',
    user_data: browserUser,
    ...(customData && { custom_data: customData }),
  }
}

const shoe = exampleCommerce({ products: [exampleProduct()] })
const shoeData = {
  currency: 'EUR',
  value: 49.95,
  content_type: 'product',
  content_ids: ['P-1'],
  contents: [{ id: 'P-1', quantity: 1, item_price: 49.95 }],
  content_name: 'Trail Shoe',
}

const order = {
  ...browser,
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 149.85,
  identity: exampleIdentity,
  commerce: exampleCommerce({ orderId: '1001', total: 149.85, products: [exampleProduct({ quantity: 3 })] }),
} satisfies Partial<DeliverableEvent>

const orderData = {
  currency: 'EUR',
  value: 149.85,
  order_id: '1001',
  content_type: 'product',
  content_ids: ['P-1'],
  contents: [{ id: 'P-1', quantity: 3, item_price: 49.95 }],
  content_name: 'Trail Shoe',
  num_items: 3,
}

const hashedUser = {
  em: ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
  ph: ['e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176'],
  fn: ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
  ln: ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
}

const sentOrder = {
  event_name: 'Purchase',
  event_time: 1795514400,
  event_id: 'purchase.1001',
  action_source: 'website',
  event_source_url: 'https://shop.example/p/1',
  user_data: { ...hashedUser, ...browserUser },
  custom_data: orderData,
}

const standardEvents: Example<MetaSettings>[] = [
  {
    name: 'a page becomes PageView',
    settings,
    event: { ...browser, type: 'page', standard: 'page', name: 'Home' },
    payload: sentByBrowser('PageView'),
  },
  {
    name: 'a product list becomes ViewContent with every product',
    settings,
    event: {
      ...browser,
      standard: 'view_item_list',
      commerce: exampleCommerce({
        currency: null,
        listName: 'Shoes',
        products: [exampleProduct(), exampleProduct({ productId: 'P-2', price: null })],
      }),
    },
    payload: sentByBrowser('ViewContent', {
      content_type: 'product',
      content_ids: ['P-1', 'P-2'],
      contents: [
        { id: 'P-1', quantity: 1, item_price: 49.95 },
        { id: 'P-2', quantity: 1 },
      ],
      content_name: 'Shoes',
    }),
  },
  {
    name: 'a product becomes ViewContent',
    settings,
    event: { ...browser, standard: 'view_item', value: 49.95, commerce: shoe },
    payload: sentByBrowser('ViewContent', shoeData),
  },
  {
    name: 'a search becomes Search with its words',
    settings,
    event: { ...browser, standard: 'search', commerce: exampleCommerce({ searchQuery: 'trail shoes' }) },
    payload: sentByBrowser('Search', { search_string: 'trail shoes' }),
  },
  {
    name: 'a product put in the cart becomes AddToCart',
    settings,
    event: { ...browser, standard: 'add_to_cart', value: 49.95, commerce: shoe },
    payload: sentByBrowser('AddToCart', shoeData),
  },
  {
    name: 'a product taken out of the cart has no standard event',
    settings,
    event: { ...browser, standard: 'remove_from_cart', value: 49.95, commerce: shoe },
    payload: skip('filtered', 'no_standard_event_at_vendor'),
  },
  {
    name: 'a product taken out of the cart is sent when custom events are wanted',
    settings: { ...settings, customEvents: true },
    event: { ...browser, standard: 'remove_from_cart', value: 49.95, commerce: shoe },
    payload: sentByBrowser('RemoveFromCart', shoeData),
  },
  {
    name: 'a product put on the wish list becomes AddToWishlist',
    settings,
    event: { ...browser, standard: 'add_to_wishlist', value: 49.95, commerce: shoe },
    payload: sentByBrowser('AddToWishlist', shoeData),
  },
  {
    name: 'a viewed cart has no standard event',
    settings,
    event: { ...browser, standard: 'view_cart', commerce: shoe },
    payload: skip('filtered', 'no_standard_event_at_vendor'),
  },
  {
    name: 'a started checkout becomes InitiateCheckout with the number of items',
    settings,
    event: { ...browser, standard: 'begin_checkout', value: 49.95, commerce: shoe },
    payload: sentByBrowser('InitiateCheckout', { ...shoeData, num_items: 1 }),
  },
  {
    name: 'shipping info has no standard event',
    settings,
    event: { ...browser, standard: 'add_shipping_info', commerce: shoe },
    payload: skip('filtered', 'no_standard_event_at_vendor'),
  },
  {
    name: 'payment info becomes AddPaymentInfo',
    settings,
    event: { ...browser, standard: 'add_payment_info', value: 49.95, commerce: shoe },
    payload: sentByBrowser('AddPaymentInfo', shoeData),
  },
  {
    name: 'an order becomes Purchase with hashed e-mail, phone and name',
    settings,
    event: order,
    payload: sentOrder,
  },
  {
    name: 'a refund is not sent: Meta has none, and a negative Purchase would corrupt what it optimises on',
    settings,
    event: { ...order, standard: 'refund', vendorEventId: 'refund.1001' },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  {
    name: 'a lead becomes Lead',
    settings,
    event: { ...browser, standard: 'lead' },
    payload: sentByBrowser('Lead'),
  },
  {
    name: 'a sign-up becomes CompleteRegistration',
    settings,
    event: { ...browser, standard: 'sign_up' },
    payload: sentByBrowser('CompleteRegistration'),
  },
  {
    name: 'a login has no standard event',
    settings,
    event: { ...browser, standard: 'login' },
    payload: skip('filtered', 'no_standard_event_at_vendor'),
  },
  {
    name: 'a subscription becomes Subscribe',
    settings,
    event: { ...browser, standard: 'subscribe', value: 9, commerce: exampleCommerce() },
    payload: sentByBrowser('Subscribe', { currency: 'EUR', value: 9 }),
  },
]

const oddRules: Example<MetaSettings>[] = [
  {
    name: 'an order from a server without page and user agent is `other`: Meta refuses `website` without them',
    settings,
    event: { ...order, context: {}, network: { ip: null, userAgent: null }, clickIds: {} },
    payload: {
      event_name: 'Purchase',
      event_time: 1795514400,
      event_id: 'purchase.1001',
      action_source: 'other',
      user_data: hashedUser,
      custom_data: orderData,
    },
  },
  {
    name: 'an order at the till is physical_store',
    settings,
    event: { ...order, context: { channel: 'pos' }, network: { ip: null, userAgent: null }, clickIds: {} },
    payload: {
      event_name: 'Purchase',
      event_time: 1795514400,
      event_id: 'purchase.1001',
      action_source: 'physical_store',
      user_data: hashedUser,
      custom_data: orderData,
    },
  },
  {
    name: 'an app event carries app_data',
    settings,
    event: {
      standard: 'view_item',
      network,
      context: {
        app: { namespace: 'com.shop', version: '3.1', build: '310' },
        device: { type: 'iOS', model: 'iPhone15,2', adTrackingEnabled: true, advertisingId: 'EA7583CD-A667-48BC-B806' },
        os: { version: '19.1' },
        locale: 'de-DE',
        timezone: 'Europe/Berlin',
      },
    },
    payload: {
      event_name: 'ViewContent',
      event_time: 1795514400,
      event_id: 'msg-1',
      action_source: 'app',
      user_data: {
        client_ip_address: '203.0.113.7',
        client_user_agent: 'Mozilla/5.0 (Macintosh)',
        madid: 'EA7583CD-A667-48BC-B806',
      },
      app_data: {
        advertiser_tracking_enabled: 1,
        application_tracking_enabled: 1,
        extinfo: [
          'i2',
          'com.shop',
          '3.1',
          '310',
          '19.1',
          'iPhone15,2',
          'de-DE',
          '',
          '',
          '',
          '',
          '',
          '',
          '',
          '',
          'Europe/Berlin',
        ],
      },
    },
  },
  {
    name: 'fbc is made from fbclid with its case kept',
    settings,
    event: {
      ...browser,
      standard: 'lead',
      clickIds: { fbclid: 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk' },
    },
    payload: {
      ...sentByBrowser('Lead'),
      user_data: {
        client_ip_address: '203.0.113.7',
        client_user_agent: 'Mozilla/5.0 (Macintosh)',
        fbc: 'fb.1.1795514400000.IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk',
      },
    },
  },
  {
    name: 'the fbc cookie wins over the fbclid it was made from',
    settings,
    event: { ...browser, standard: 'lead', clickIds: { fbclid: 'AbC', fbc: 'fb.1.1795500000000.AbC' } },
    payload: {
      ...sentByBrowser('Lead'),
      user_data: {
        client_ip_address: '203.0.113.7',
        client_user_agent: 'Mozilla/5.0 (Macintosh)',
        fbc: 'fb.1.1795500000000.AbC',
      },
    },
  },
  {
    name: 'a catalogue of SKUs gets SKUs',
    settings: { ...settings, contentId: 'sku' },
    event: { ...browser, standard: 'view_item', commerce: shoe },
    payload: sentByBrowser('ViewContent', {
      content_type: 'product',
      content_ids: ['SKU-1'],
      contents: [{ id: 'SKU-1', quantity: 1, item_price: 49.95 }],
      content_name: 'Trail Shoe',
    }),
  },
  {
    name: 'an order without currency is invalid: it would fail its whole batch',
    settings,
    event: { ...order, commerce: exampleCommerce({ orderId: '1001', currency: null }) },
    payload: skip('invalid', 'purchase_without_currency'),
  },
  {
    name: 'an order without value is invalid',
    settings,
    event: { ...order, value: null },
    payload: skip('invalid', 'purchase_without_value'),
  },
  {
    name: 'an event that names nobody is invalid',
    settings,
    event: { ...order, identity: emptyBundle, clickIds: {}, network: { ip: null, userAgent: null } },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'limited mode in California sets Limited Data Use for that state and no optimisation',
    settings,
    event: {
      ...browser,
      standard: 'lead',
      mode: 'limited',
      jurisdiction: { country: 'US', region: 'CA', source: 'geo_header' },
      consent: { ...everyPurpose('granted'), ad_personalization: 'denied', sale_or_sharing: 'denied' },
    },
    payload: {
      ...sentByBrowser('Lead'),
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
      opt_out: true,
    },
  },
  {
    name: 'Limited Data Use can be set for every event; elsewhere Meta finds the place itself',
    settings: { ...settings, ldu: 'always' },
    event: { ...browser, standard: 'lead' },
    payload: {
      ...sentByBrowser('Lead'),
      data_processing_options: ['LDU'],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
    },
  },
  {
    name: 'a custom event is not sent unless the settings want it',
    settings,
    event: { ...browser, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'a custom event is sent under its own name when the settings want it',
    settings: { ...settings, customEvents: true },
    event: { ...browser, standard: null, name: 'Size Guide Opened', properties: { size: 42 } },
    payload: sentByBrowser('Size Guide Opened'),
  },
  {
    name: 'identify is no conversion',
    settings,
    event: { ...browser, type: 'identify', standard: null, name: null },
    payload: skip('filtered', 'no_identify_at_vendor'),
  },
  {
    name: 'an event dated after its arrival happened when it arrived',
    settings,
    event: {
      ...browser,
      standard: 'lead',
      occurredAt: '2026-11-24T10:00:30.000Z',
      receivedAt: '2026-11-24T10:00:00.000Z',
    },
    payload: sentByBrowser('Lead'),
  },
]

const whoIsKnown = {
  ...exampleIdentity.variants,
  // f, 19900215, berlin, ca, 10115, de, u-1001
  'gender.initial': ['252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111'],
  'birth_date.yyyymmdd': ['36566fc0c3677614b27338b68dfc3b9d85a0814f37217e652665ef7d786a8d77'],
  'city.meta': ['fb38a93fd89e1a5fc7852a5d7109e321d23a721a1899292273ac5a21dc4db378'],
  'state.meta': ['6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126'],
  'postcode.meta': ['ac7bb74de6884ffce919c15fef4193749d4588026c643973946713ac46da540d'],
  'country.lower': ['959a45d44e6fcf58361ed004681556fe50129f2109e817dec098c00c9e5d2578'],
  'external_id.plain': ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
}

const knownOrder = {
  ...order,
  identity: { ...exampleIdentity, variants: whoIsKnown },
  commerce: exampleCommerce({
    orderId: '1001',
    total: 149.85,
    products: [exampleProduct({ quantity: 3, category: 'Shoes' })],
  }),
} satisfies Partial<DeliverableEvent>

const { content_name: _name, ...wordlessOrder } = orderData

const wholePersons: Example<MetaSettings>[] = [
  {
    name: 'everything known of a person goes hashed',
    settings,
    event: knownOrder,
    payload: {
      ...sentOrder,
      user_data: {
        ...hashedUser,
        ge: ['252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111'],
        db: ['36566fc0c3677614b27338b68dfc3b9d85a0814f37217e652665ef7d786a8d77'],
        ct: ['fb38a93fd89e1a5fc7852a5d7109e321d23a721a1899292273ac5a21dc4db378'],
        st: ['6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126'],
        zp: ['ac7bb74de6884ffce919c15fef4193749d4588026c643973946713ac46da540d'],
        country: ['959a45d44e6fcf58361ed004681556fe50129f2109e817dec098c00c9e5d2578'],
        external_id: ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
        ...browserUser,
      },
      custom_data: { ...orderData, content_category: 'Shoes' },
    },
  },
  {
    name: 'limited mode leaves out names, birth date, gender, place and the words of products',
    settings,
    event: { ...knownOrder, mode: 'limited', jurisdiction: { country: 'US', region: 'TX', source: 'geo_header' } },
    payload: {
      ...sentOrder,
      user_data: {
        em: hashedUser.em,
        ph: hashedUser.ph,
        external_id: ['1bee97acdddc9ff5bca4d04ea02cfd05e4b460aa4aa00e0e5fb32a4a5f1d5ccc'],
        ...browserUser,
      },
      custom_data: wordlessOrder,
      data_processing_options: ['LDU'],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
      opt_out: true,
    },
  },
]

export const examples: readonly Example<MetaSettings>[] = [...standardEvents, ...oddRules, ...wholePersons]
