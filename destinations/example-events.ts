import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { StandardEvent } from '../core/event.ts'
import { exampleCommerce, exampleIdentity, examplePage, exampleProduct } from './example-parts.ts'

const browser = {
  context: examplePage,
  network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' },
} satisfies Partial<DeliverableEvent>

const shoe = { ...browser, value: 49.95, commerce: exampleCommerce({ products: [exampleProduct()] }) }

const order = {
  ...browser,
  name: 'Order Completed',
  value: 149.85,
  identity: exampleIdentity,
  commerce: exampleCommerce({ orderId: '1001', total: 149.85, products: [exampleProduct({ quantity: 3 })] }),
} satisfies Partial<DeliverableEvent>

/** One event in of every kind, for vendors to show what they make of it. A person at a browser; an order knows who. */
export const exampleEvents = {
  page: { ...browser, type: 'page', standard: 'page', name: 'Home' },
  view_item_list: {
    ...browser,
    standard: 'view_item_list',
    commerce: exampleCommerce({
      currency: null,
      listName: 'Shoes',
      products: [exampleProduct(), exampleProduct({ productId: 'P-2', price: null })],
    }),
  },
  view_item: { ...shoe, standard: 'view_item' },
  search: { ...browser, standard: 'search', commerce: exampleCommerce({ searchQuery: 'trail shoes' }) },
  add_to_cart: { ...shoe, standard: 'add_to_cart' },
  remove_from_cart: { ...shoe, standard: 'remove_from_cart' },
  add_to_wishlist: { ...shoe, standard: 'add_to_wishlist' },
  view_cart: { ...shoe, standard: 'view_cart' },
  begin_checkout: { ...shoe, standard: 'begin_checkout' },
  add_shipping_info: { ...shoe, standard: 'add_shipping_info' },
  add_payment_info: { ...shoe, standard: 'add_payment_info' },
  purchase: { ...order, standard: 'purchase', vendorEventId: 'purchase.1001' },
  refund: { ...order, standard: 'refund', vendorEventId: 'refund.1001' },
  lead: { ...browser, standard: 'lead' },
  sign_up: { ...browser, standard: 'sign_up' },
  login: { ...browser, standard: 'login' },
  subscribe: { ...browser, standard: 'subscribe', value: 9, commerce: exampleCommerce() },
} satisfies Record<StandardEvent, Partial<DeliverableEvent>>
