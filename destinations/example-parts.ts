import type { Commerce, Product } from '../core/event.ts'
import type { IdentityBundle } from '../core/identity/bundle.ts'

/** Building blocks of the `examples`: valid values first, overrides last. */

export function exampleCommerce(overrides: Partial<Commerce> = {}): Commerce {
  return {
    orderId: null,
    currency: 'EUR',
    total: null,
    value: null,
    tax: null,
    shipping: null,
    discount: null,
    coupon: null,
    affiliation: null,
    searchQuery: null,
    listId: null,
    listName: null,
    shippingMethod: null,
    paymentMethod: null,
    products: [],
    ...overrides,
  }
}

export function exampleProduct(overrides: Partial<Product> = {}): Product {
  return {
    productId: 'P-1',
    sku: 'SKU-1',
    name: 'Trail Shoe',
    brand: null,
    category: null,
    variant: null,
    coupon: null,
    price: 49.95,
    quantity: 1,
    position: null,
    url: null,
    ...overrides,
  }
}

/** Digests are literals from the vendors' own documentation (docs of Meta and Google) or computed apart from this code. */
export const exampleIdentity: IdentityBundle = {
  variants: {
    // john_smith@gmail.com
    'email.plain': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
    'email.gmail_dots': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
    'email.gmail': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
    'email.stripped': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
    // 16505551212
    'phone.digits': ['e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176'],
    // +18005550100
    'phone.e164': ['fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30'],
    // mary
    'first_name.meta': ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
    'first_name.ga4': ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
    'first_name.google': ['6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
    // valéry
    'last_name.meta': ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
    'last_name.google': ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
    'last_name.ga4': ['08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
  },
  absent: {},
  plain: {},
}

/** A page a browser was on, as the normaliser leaves it in `context`. */
export const examplePage = {
  page: { url: 'https://shop.example/p/1', title: 'Trail Shoe', referrer: 'https://search.example/' },
}
