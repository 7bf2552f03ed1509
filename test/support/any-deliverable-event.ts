import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { clickIdNames, eventTypes, standardEvents } from '../../core/event.ts'
import { variantNames } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { purposes } from '../../core/purpose.ts'
import { aDeliverableEvent } from './a-deliverable-event.ts'
import { fc } from './fast-check.ts'

/** Text as senders send it: empty, huge, hostile, in every script. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '__proto__',
    'constructor',
    'null',
    '<script>',
    'a'.repeat(2000),
    '\u0000',
    'GA1.1.1.2',
    'fb.1.1.x',
  ),
)
const maybeText = fc.option(text)
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -1, 1e308),
)
const maybeNumber = fc.option(number)
const object = fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>

const product = fc.record({
  productId: maybeText,
  sku: maybeText,
  name: maybeText,
  brand: maybeText,
  category: maybeText,
  variant: maybeText,
  coupon: maybeText,
  price: maybeNumber,
  quantity: number,
  position: maybeNumber,
  url: maybeText,
})

const commerce = fc.record({
  orderId: maybeText,
  currency: fc.option(fc.constantFrom('EUR', 'USD', 'JPY')),
  total: maybeNumber,
  value: maybeNumber,
  tax: maybeNumber,
  shipping: maybeNumber,
  discount: maybeNumber,
  coupon: maybeText,
  affiliation: maybeText,
  searchQuery: maybeText,
  listId: maybeText,
  listName: maybeText,
  shippingMethod: maybeText,
  paymentMethod: maybeText,
  products: fc.array(product, { maxLength: 5 }),
})

const context = fc.oneof(
  object,
  fc.record(
    {
      page: fc.oneof(fc.jsonValue(), fc.record({ url: fc.oneof(text, fc.webUrl()), title: text, referrer: text })),
      device: fc.oneof(
        fc.jsonValue(),
        fc.record({ type: fc.constantFrom('ios', 'Android', 7), adTrackingEnabled: fc.boolean() }),
      ),
      os: fc.jsonValue(),
      app: fc.jsonValue(),
      channel: text,
      action_source: fc.oneof(text, fc.constantFrom('website', 'app', 'physical_store')),
    },
    { requiredKeys: [] },
  ),
) as fc.Arbitrary<JsonObject>

const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const digest = fc.stringMatching(/^[0-9a-f]{64}$/)

/** Whatever the types allow. */
export const anyDeliverableEvent: fc.Arbitrary<DeliverableEvent> = fc
  .record({
    type: fc.constantFrom(...eventTypes),
    name: maybeText,
    standard: fc.option(fc.constantFrom(...standardEvents)),
    occurredAt: instant,
    receivedAt: instant,
    userId: maybeText,
    anonymousId: maybeText,
    previousId: maybeText,
    groupId: maybeText,
    properties: object,
    traits: object,
    context,
    commerce: fc.option(commerce),
    clickIds: fc.dictionary(fc.constantFrom(...clickIdNames), text),
    jurisdiction: fc.record({
      country: fc.option(fc.constantFrom('DE', 'US')),
      region: fc.option(fc.constantFrom('CA', 'TX')),
      source: fc.constantFrom('geo_header' as const, 'order_address' as const, 'unknown' as const),
    }),
    identity: fc.record({
      variants: fc.dictionary(fc.constantFrom(...variantNames), fc.array(digest, { maxLength: 2 })),
      absent: fc.constant({}),
      plain: fc.constant({}),
    }),
    network: fc.record({ ip: fc.option(fc.ipV4()), userAgent: maybeText }),
    value: maybeNumber,
    consent: fc.record(
      Object.fromEntries(purposes.map((purpose) => [purpose, fc.constantFrom('granted', 'denied', 'unset')])),
    ) as unknown as fc.Arbitrary<DeliverableEvent['consent']>,
    mode: fc.constantFrom('full' as const, 'limited' as const),
  })
  // As it came over the wire: -0 never does.
  .map((fields) => aDeliverableEvent(JSON.parse(JSON.stringify(fields)) as typeof fields))

const plantedPlain = {
  city: 'planted-city',
  postcode: 'planted-postcode',
  first_name: 'planted-first-name',
  last_name: 'planted-last-name',
  email: 'planted@example.com',
  phone: '+491701234567',
}
const plantedNetwork = { ip: '203.0.113.99', userAgent: 'planted-user-agent' }
const plantedVariants = Object.fromEntries(
  variantNames.map((variant, index) => [variant, index.toString(16).padStart(64, '0')]),
)

/** A mark in every personal field, so that what leaves can be found by searching for it. */
export const planted = {
  secret: 'planted-secret-value',
  byField: { ...plantedPlain, ...plantedNetwork },
  byVariant: plantedVariants,
  event: {
    value: 10,
    // Of the order itself: Google takes a name with its address only.
    jurisdiction: { country: 'DE', region: null, source: 'order_address' as const },
    network: plantedNetwork,
    identity: {
      variants: Object.fromEntries(Object.entries(plantedVariants).map(([variant, hex]) => [variant, [hex]])),
      absent: {},
      plain: plantedPlain,
    },
    commerce: {
      orderId: '1001',
      currency: 'EUR',
      total: 10,
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
      products: [
        {
          productId: 'P-1',
          sku: null,
          name: 'Shoe',
          brand: null,
          category: null,
          variant: null,
          coupon: null,
          price: 10,
          quantity: 1,
          position: null,
          url: null,
        },
      ],
    },
  } satisfies Partial<DeliverableEvent>,
}
