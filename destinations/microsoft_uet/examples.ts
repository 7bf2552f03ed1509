import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, examplePage, exampleProduct } from '../example-parts.ts'
import type { MicrosoftUetSettings } from './settings.ts'

const settings = { tagId: '12345678' }
const msclkid = 'cdd4afcccb1c9a4cad9544dd7e5006d5'

/** A browser that came by an ad. */
const browser = {
  context: examplePage,
  network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' },
  clickIds: { msclkid },
} satisfies Partial<DeliverableEvent>

const browserUser = {
  externalId: 'u-1001',
  anonymousId: 'anon-1',
  msclkid,
  clientIpAddress: '203.0.113.7',
  clientUserAgent: 'Mozilla/5.0 (Macintosh)',
}

function sent(eventName: string | null, customData?: JsonObject): JsonObject {
  return {
    ...(eventName === null ? { eventType: 'pageLoad' } : { eventType: 'custom', eventName }),
    eventId: 'msg-1',
    eventTime: 1795514400,
    eventSourceUrl: 'https://shop.example/p/1',
    adStorageConsent: 'G',
    userData: browserUser,
    ...(customData && { customData }),
  }
}

const shoe = exampleCommerce({ products: [exampleProduct()] })
const shoeData = {
  value: 49.95,
  currency: 'EUR',
  items: [{ id: 'P-1', name: 'Trail Shoe', price: 49.95, quantity: 1 }],
  itemIds: ['P-1'],
}

function ofShoe(
  standard: StandardEvent,
  name: string,
  told: { as: string; more?: JsonObject },
): Example<MicrosoftUetSettings> {
  return {
    name,
    settings,
    event: { ...browser, standard, value: 49.95, commerce: shoe },
    payload: sent(told.as, { ...shoeData, ...told.more }),
  }
}

function plain(standard: StandardEvent, name: string, as: string): Example<MicrosoftUetSettings> {
  return { name, settings, event: { ...browser, standard }, payload: sent(as) }
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
  value: 149.85,
  currency: 'EUR',
  ecommTotalValue: 149.85,
  transactionId: '1001',
  items: [{ id: 'P-1', name: 'Trail Shoe', price: 49.95, quantity: 3 }],
  itemIds: ['P-1'],
  pageType: 'purchase',
}

const hashed = {
  em: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
  ph: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30',
}

const sentOrder = { ...sent('purchase', orderData), eventId: 'purchase.1001', userData: { ...hashed, ...browserUser } }

const standardEvents: Example<MicrosoftUetSettings>[] = [
  {
    name: 'a page becomes pageLoad',
    settings,
    event: { ...browser, type: 'page', standard: 'page', name: 'Home', properties: { page_type: 'home' } },
    payload: sent(null, { pageType: 'home' }),
  },
  {
    name: 'a product list becomes view_item_list on a category page',
    settings,
    event: {
      ...browser,
      standard: 'view_item_list',
      commerce: exampleCommerce({
        currency: null,
        products: [exampleProduct(), exampleProduct({ productId: 'P-2', price: null })],
      }),
    },
    payload: sent('view_item_list', {
      items: [
        { id: 'P-1', name: 'Trail Shoe', price: 49.95, quantity: 1 },
        { id: 'P-2', name: 'Trail Shoe', quantity: 1 },
      ],
      itemIds: ['P-1', 'P-2'],
      pageType: 'category',
    }),
  },
  ofShoe('view_item', 'a product becomes view_item on a product page', {
    as: 'view_item',
    more: { pageType: 'product' },
  }),
  {
    name: 'a search becomes search with its words',
    settings,
    event: { ...browser, standard: 'search', commerce: exampleCommerce({ searchQuery: 'trail shoes' }) },
    payload: sent('search', { pageType: 'searchresults', searchTerm: 'trail shoes' }),
  },
  ofShoe('add_to_cart', 'a product put in the cart', { as: 'add_to_cart' }),
  ofShoe('remove_from_cart', 'a product taken out of the cart', { as: 'remove_from_cart' }),
  ofShoe('add_to_wishlist', 'a product put on the wish list', { as: 'add_to_wishlist' }),
  ofShoe('view_cart', 'a cart carries its total', {
    as: 'view_cart',
    more: { ecommTotalValue: 49.95, pageType: 'cart' },
  }),
  ofShoe('begin_checkout', 'a checkout', { as: 'begin_checkout' }),
  ofShoe('add_shipping_info', 'shipping information', { as: 'add_shipping_info' }),
  ofShoe('add_payment_info', 'payment information', { as: 'add_payment_info' }),
  {
    name: 'an order becomes purchase with its number, one hashed e-mail and phone, and the click',
    settings,
    event: order,
    payload: sentOrder,
  },
  {
    name: 'a refund has no place at Microsoft',
    settings,
    event: { ...order, standard: 'refund' },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  {
    name: 'a lead becomes generate_lead with its value',
    settings,
    event: { ...browser, standard: 'lead', value: 20, commerce: exampleCommerce() },
    payload: sent('generate_lead', { value: 20, currency: 'EUR' }),
  },
  plain('sign_up', 'a sign-up', 'sign_up'),
  plain('login', 'a login', 'login'),
  plain('subscribe', 'a subscription', 'subscribe'),
]

const advertisingId = '38400000-8cf0-11bd-b23e-10b96e40000d'

function ofApp(type: 'android' | 'ios', userData: JsonObject): Example<MicrosoftUetSettings> {
  return {
    name: `an app on ${type} sends the advertising id under its platform's name`,
    settings,
    event: {
      standard: 'sign_up',
      userId: null,
      anonymousId: null,
      context: { device: { type, adTrackingEnabled: true, advertisingId } },
    },
    payload: {
      eventType: 'custom',
      eventName: 'sign_up',
      eventId: 'msg-1',
      eventTime: 1795514400,
      adStorageConsent: 'G',
      userData,
    },
  }
}

const { userData: _person, ...orderOfNobody } = sentOrder

const oddRules: Example<MicrosoftUetSettings>[] = [
  {
    name: 'where sale was refused the event says D and holds nothing of the person, not even the query of the page',
    settings,
    event: {
      ...order,
      context: { page: { url: `https://shop.example/p/1?msclkid=${msclkid}#top` } },
      consent: { ...everyPurpose('granted'), sale_or_sharing: 'denied' },
    },
    payload: { ...orderOfNobody, adStorageConsent: 'D' },
  },
  ofApp('android', { gaid: advertisingId }),
  ofApp('ios', { idfa: advertisingId }),
  {
    name: 'the prefix of the tag’s cookie is taken off the click id',
    settings,
    event: { ...browser, standard: 'login', clickIds: { msclkid: `_uet${msclkid}` } },
    payload: sent('login'),
  },
  {
    name: 'a page without its address is invalid',
    settings,
    event: { ...browser, type: 'page', standard: 'page', context: {} },
    payload: skip('invalid', 'page_without_url'),
  },
  {
    name: 'an order without its number is invalid',
    settings,
    event: { ...order, commerce: exampleCommerce() },
    payload: skip('invalid', 'purchase_without_order_id'),
  },
  {
    name: 'a negative value is invalid',
    settings,
    event: { ...order, value: -1 },
    payload: skip('invalid', 'negative_value'),
  },
  {
    name: 'address and browser alone name nobody',
    settings,
    event: { ...browser, standard: 'login', clickIds: {}, userId: null, anonymousId: null, identity: emptyBundle },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'a custom event is not sent unless it is wanted',
    settings,
    event: { ...browser, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'a custom event that is wanted goes under its own name',
    settings: { ...settings, customEvents: true },
    event: { ...browser, standard: null, name: 'Size Guide Opened' },
    payload: sent('Size Guide Opened'),
  },
]

export const examples: readonly Example<MicrosoftUetSettings>[] = [...standardEvents, ...oddRules]
