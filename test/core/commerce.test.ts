import { describe, expect, it } from 'vitest'
import { readCommerce } from '../../core/commerce.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { orderValue, type ValueMeaning } from '../../core/order-value.ts'
import { isConsentUpdate, standardEventFor } from '../../core/standard-events.ts'
import { aCommerce, aProduct } from '../support/an-event.ts'
import { fc } from '../support/fast-check.ts'

describe('commerce fields', () => {
  it("of Segment's order are read", () => {
    const { commerce, problems, warnings } = readCommerce('purchase', {
      order_id: 1001,
      total: '119.00',
      tax: 19,
      shipping: 5,
      discount: 2.5,
      currency: 'eur',
      coupon: 'HELLO',
      affiliation: 'web',
      products: [{ product_id: 507, sku: '4006381333931', name: 'Tea pot', price: '95.00', quantity: 1, position: 2 }],
    })
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
    expect(commerce).toEqual(
      aCommerce({
        discount: 2.5,
        coupon: 'HELLO',
        affiliation: 'web',
        products: [aProduct({ productId: '507', sku: '4006381333931', position: 2 })],
      }),
    )
  })

  it("of GA4's purchase are read", () => {
    const { commerce } = readCommerce('purchase', {
      transaction_id: 'T-1',
      value: 30.03,
      currency: 'USD',
      shipping_tier: 'Ground',
      payment_type: 'card',
      items: [
        {
          item_id: 'SKU_1',
          item_name: 'Tee',
          item_brand: 'Acme',
          item_variant: 'green',
          index: 0,
          price: 10.01,
          quantity: 3,
        },
      ],
    })
    expect(commerce).toMatchObject({
      orderId: 'T-1',
      value: 30.03,
      total: null,
      shippingMethod: 'Ground',
      paymentMethod: 'card',
    })
    expect(commerce?.products).toEqual([
      aProduct({
        productId: 'SKU_1',
        sku: null,
        name: 'Tee',
        brand: 'Acme',
        variant: 'green',
        position: 0,
        price: 10.01,
        quantity: 3,
      }),
    ])
  })

  it("of Meta's contents are read", () => {
    const { commerce } = readCommerce('view_cart', { contents: [{ id: 'a', item_price: 2, quantity: 4 }] })
    expect(commerce?.products).toMatchObject([{ productId: 'a', price: 2, quantity: 4 }])
  })

  it("of one product may stand beside the event's own", () => {
    const { commerce } = readCommerce('add_to_cart', { product_id: 'p1', price: 9.9, name: 'Tee', currency: 'EUR' })
    expect(commerce?.products).toMatchObject([{ productId: 'p1', price: 9.9, quantity: 1, name: 'Tee' }])
    expect(readCommerce('purchase', { sku: 's1', order_id: '1' }).commerce?.products).toEqual([])
  })

  it('of searches and lists are read where they mean that', () => {
    expect(readCommerce('search', { query: 'tea' }).commerce?.searchQuery).toBe('tea')
    expect(readCommerce('search', { search_term: 'tea' }).commerce?.searchQuery).toBe('tea')
    expect(readCommerce('purchase', { query: 'tea' }).commerce?.searchQuery).toBeNull()
    expect(readCommerce('view_item_list', { list_id: 'l1', category: 'Tea' }).commerce).toMatchObject({
      listId: 'l1',
      listName: 'Tea',
    })
  })

  it.each<[string, JsonObject, string, string]>([
    ['a comma', { total: '12,50' }, 'money_not_number', 'properties.total'],
    ['thousands', { total: '1,250.00' }, 'money_not_number', 'properties.total'],
    ['a currency sign', { value: '€12' }, 'money_not_number', 'properties.value'],
    ['an exponent', { value: '1e3' }, 'money_not_number', 'properties.value'],
    ['NaN as text', { revenue: 'NaN' }, 'money_not_number', 'properties.revenue'],
    ['a boolean amount', { tax: true }, 'money_not_number', 'properties.tax'],
    ['an object as amount', { shipping: {} }, 'money_not_number', 'properties.shipping'],
    ['a negative total', { total: -1 }, 'money_negative', 'properties.total'],
    ['an absurd total', { total: 1e15 }, 'money_too_large', 'properties.total'],
    ['an unknown currency', { currency: 'EURO' }, 'currency_unknown', 'properties.currency'],
    ['a currency that is none', { currency: 'ZZZ' }, 'currency_unknown', 'properties.currency'],
    ['a currency number', { currency: 978 }, 'currency_unknown', 'properties.currency'],
    ['products as an object', { products: { a: 1 } }, 'products_not_list', 'properties.products'],
    ['a product as text', { products: [{}, 'p1'] }, 'product_not_object', 'properties.products.1'],
    ['a negative quantity', { products: [{ quantity: -1 }] }, 'quantity_negative', 'properties.products.0.quantity'],
    ['a quantity in words', { items: [{ quantity: 'two' }] }, 'quantity_not_number', 'properties.items.0.quantity'],
    ['a price with a comma', { products: [{ price: '9,90' }] }, 'money_not_number', 'properties.products.0.price'],
    ['an order id beyond 2^53', { order_id: 2 ** 53 }, 'id_invalid', 'properties.order_id'],
    ['an order id in an object', { order_id: { id: 1 } }, 'id_invalid', 'properties.order_id'],
  ])('reject an order with %s, by code and path', (_what, properties, code, path) => {
    expect(readCommerce('purchase', properties).problems.map((one) => [one.code, one.path])).toEqual([[code, path]])
  })

  it('do not reject a custom event or a sign-up that uses the same words', () => {
    const properties = { value: 'high', currency: 'points', products: 3 }
    for (const standard of [null, 'sign_up'] as const) {
      const reading = readCommerce(standard, properties)
      expect(reading).toMatchObject({ commerce: null, problems: [] })
      expect(reading.warnings.map(({ code }) => code)).toEqual([
        'currency_unknown',
        'money_not_number',
        'products_not_list',
      ])
    }
    expect(readCommerce(null, { value: 5, currency: 'EUR' }).commerce).toMatchObject({ value: 5, currency: 'EUR' })
    expect(readCommerce(null, { colour: 'red' })).toEqual({ commerce: null, problems: [], warnings: [] })
  })

  it('warn where an order lacks what vendors ask for', () => {
    expect(codes('purchase', {})).toEqual(['order_id_missing', 'value_missing', 'currency_missing'])
    expect(codes('refund', { order_id: '1', total: 3, currency: 'EUR' })).toEqual([])
    expect(codes('add_to_cart', {})).toEqual([])
  })

  it('take a discount in either sign and leave odd texts out, with a warning', () => {
    const reading = readCommerce('view_cart', { discount: -5, coupon: ['a'], products: [{ position: 'first' }] })
    expect(reading.commerce).toMatchObject({ discount: 5, coupon: null, products: [{ position: null }] })
    expect(reading.warnings.map(({ code }) => code)).toEqual(['discount_negative', 'text_invalid', 'position_invalid'])
  })

  it('never name a value in a message, never throw, and give finite amounts', () => {
    const names = ['total', 'value', 'currency', 'order_id', 'products', 'items', 'quantity', 'coupon', '__proto__']
    const properties = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { noNullPrototype: true })
    fc.assert(
      fc.property(properties, (sent) => {
        const { commerce, problems, warnings } = readCommerce('purchase', sent as JsonObject)
        expect([commerce?.total, commerce?.value].every((amount) => amount == null || Number.isFinite(amount))).toBe(
          true,
        )
        for (const { path, message } of [...problems, ...warnings]) {
          expect(path).toMatch(/^properties(\.(\w+))+$/)
          expect(message).toMatch(/^(must|is) /)
        }
      }),
    )
  })
})

describe('the value of an order', () => {
  it.each<[ValueMeaning, number]>([
    ['gross', 119],
    ['net_of_tax', 100],
    ['without_shipping', 114],
    ['net_of_tax_and_shipping', 95],
  ])('%s is %d', (meaning, value) => {
    expect(orderValue(aCommerce(), meaning)).toBe(value)
  })

  it('has no float noise', () => {
    expect(orderValue(aCommerce({ total: 0.3, tax: 0.1, shipping: 0.1 }), 'net_of_tax_and_shipping')).toBe(0.1)
    expect(orderValue(cartOf([0.1, 1], [0.2, 1]), 'gross')).toBe(0.3)
    expect(orderValue(cartOf([10.01, 3]), 'gross')).toBe(30.03)
    expect(orderValue(aCommerce({ total: 1.005, tax: 0 }), 'net_of_tax')).toBe(1.01)
  })

  it("counts in the currency's own minor units", () => {
    expect(orderValue(aCommerce({ currency: 'JPY', total: 1190, tax: 108 }), 'net_of_tax')).toBe(1082)
    expect(orderValue(aCommerce({ currency: 'KWD', total: 1.234, tax: 0.001 }), 'net_of_tax')).toBe(1.233)
    expect(orderValue(aCommerce({ currency: 'HUF', total: 1234.5, tax: 0 }), 'net_of_tax')).toBe(1234.5)
  })

  it.each<[string, Parameters<typeof aCommerce>[0], ValueMeaning]>([
    ['the part to take off is not known', { tax: null }, 'net_of_tax'],
    ['the parts are more than the whole', { total: 10, tax: 19 }, 'net_of_tax'],
    ['it is unclear whether tax is inside', { total: null, value: 100, tax: 19 }, 'net_of_tax'],
    ['nothing was sent', { total: null, products: [] }, 'gross'],
    ['a price is missing', { total: null, products: [aProduct(), aProduct({ price: null })] }, 'gross'],
  ])('cannot be told when %s', (_why, overrides, meaning) => {
    expect(orderValue(aCommerce(overrides), meaning)).toBeNull()
  })

  it('is the value as sent where there is no total and nothing to take off', () => {
    const cart = aCommerce({ total: null, value: 50, tax: null, shipping: null })
    expect(orderValue(cart, 'net_of_tax_and_shipping')).toBe(50)
    expect(orderValue(cartOf([5, 2]), 'without_shipping')).toBe(10)
  })

  it('of whole cents is exact', () => {
    const cents = fc.integer({ min: 0, max: 100_000_000 })
    fc.assert(
      fc.property(cents, cents, (net, tax) => {
        const commerce = aCommerce({ total: (net + tax) / 100, tax: tax / 100 })
        expect(orderValue(commerce, 'net_of_tax')).toBe(net / 100)
      }),
    )
  })
})

describe('standard events', () => {
  it.each<[string, StandardEvent | null]>([
    ['Order Completed', 'purchase'],
    ['order_completed', 'purchase'],
    ['ORDER-COMPLETED', 'purchase'],
    ['Purchase', 'purchase'],
    ['Order Refunded', 'refund'],
    ['Product List Viewed', 'view_item_list'],
    ['Product Viewed', 'view_item'],
    ['ViewContent', 'view_item'],
    ['Products Searched', 'search'],
    ['Product Added', 'add_to_cart'],
    ['AddToCart', 'add_to_cart'],
    ['Product Removed', 'remove_from_cart'],
    ['Product Added to Wishlist', 'add_to_wishlist'],
    ['Cart Viewed', 'view_cart'],
    ['Checkout Started', 'begin_checkout'],
    ['InitiateCheckout', 'begin_checkout'],
    ['add_shipping_info', 'add_shipping_info'],
    ['Payment Info Entered', 'add_payment_info'],
    ['generate_lead', 'lead'],
    ['Signed Up', 'sign_up'],
    ['CompleteRegistration', 'sign_up'],
    ['Signed In', 'login'],
    ['Subscribe', 'subscribe'],
    ['Checkout Step Completed', null],
    ['constructor', null],
    ['', null],
  ])('%j is %s', (name, standard) => {
    expect(standardEventFor('track', name)).toBe(standard)
  })

  it('a page is a page whatever its name, other types are none', () => {
    expect(standardEventFor('page', 'Order Completed')).toBe('page')
    expect(
      ['identify', 'screen', 'group', 'alias'].map((type) => standardEventFor(type as 'identify', 'Purchase')),
    ).toEqual(Array(4).fill(null))
  })

  it("Segment's consent update is known", () => {
    expect(isConsentUpdate('track', 'Segment Consent Preference Updated')).toBe(true)
    expect(isConsentUpdate('page', 'Segment Consent Preference Updated')).toBe(false)
  })
})

function codes(standard: StandardEvent, properties: JsonObject): string[] {
  return readCommerce(standard, properties).warnings.map(({ code }) => code)
}

function cartOf(...lines: [number, number][]) {
  const products = lines.map(([price, quantity]) => aProduct({ price, quantity }))
  return aCommerce({ total: null, tax: null, shipping: null, products })
}
