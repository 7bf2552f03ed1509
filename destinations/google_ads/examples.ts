import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import { type ConversionEvent, conversionEvents, type GoogleAdsSettings } from './settings.ts'

const gclid = 'EAIaIQobChMI-Case_Kept'
const click = { clickIds: { gclid }, commerce: null } satisfies Partial<DeliverableEvent>

/** One action an event; the demo's numbers. */
const actions = Object.fromEntries(conversionEvents.map((event, index) => [event, String(7001 + index)])) as Record<
  ConversionEvent,
  string
>
const settings = { customerId: '1234567890', conversionActions: actions }

function resource(event: ConversionEvent): string {
  return `customers/1234567890/conversionActions/${actions[event]}`
}

function conversion(event: ConversionEvent, fields: Record<string, Json> = {}): JsonObject {
  return {
    conversionAction: resource(event),
    conversionDateTime: '2026-11-24 10:00:00+00:00',
    orderId: 'msg-1',
    gclid,
    consent: { adUserData: 'GRANTED', adPersonalization: 'GRANTED' },
    ...fields,
  }
}

const cart = { commerce: exampleCommerce({ products: [exampleProduct()] }), value: 49.95 }
const money = { conversionValue: 49.95, currencyCode: 'EUR' }

function simple(
  event: ConversionEvent,
  name: string,
  more: { event?: Partial<DeliverableEvent>; payload?: Record<string, Json> } = {},
): Example<GoogleAdsSettings> {
  return {
    name,
    settings,
    event: { ...click, standard: event, ...more.event },
    payload: conversion(event, more.payload),
  }
}

const hashes = [
  { hashedEmail: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f' },
  { hashedPhoneNumber: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30' },
]
const order = {
  ...click,
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 54.9,
  commerce: exampleCommerce({ orderId: '1001', total: 54.9 }),
  identity: exampleIdentity,
} satisfies Partial<DeliverableEvent>
const orderFields = { orderId: '1001', conversionValue: 54.9, currencyCode: 'EUR' }

const refund = {
  standard: 'refund',
  name: 'Order Refunded',
  vendorEventId: 'refund.1001',
  value: 20,
  commerce: exampleCommerce({ orderId: '1001' }),
} satisfies Partial<DeliverableEvent>
const refundFields = {
  conversionAction: resource('purchase'),
  orderId: '1001',
  adjustmentDateTime: '2026-11-24 10:00:00+00:00',
}

const standardEvents: Example<GoogleAdsSettings>[] = [
  simple('page', 'a page view with an action of its own is uploaded with its click id', { event: { type: 'page' } }),
  simple('view_item_list', 'a viewed list is its action'),
  simple('view_item', 'a viewed product carries its value', { event: cart, payload: money }),
  simple('search', 'a search carries no words: Google has no field for them', {
    event: { commerce: exampleCommerce({ searchQuery: 'trail shoes' }) },
  }),
  simple('add_to_cart', 'a product put in the cart carries its value', { event: cart, payload: money }),
  simple('remove_from_cart', 'a product taken out of the cart is its action', { event: cart, payload: money }),
  simple('add_to_wishlist', 'a product put on the wish list is its action', { event: cart, payload: money }),
  simple('view_cart', 'a viewed cart is its action', { event: cart, payload: money }),
  simple('begin_checkout', 'a started checkout is its action', { event: cart, payload: money }),
  simple('add_shipping_info', 'shipping info is its action', { event: cart, payload: money }),
  simple('add_payment_info', 'payment info is its action', { event: cart, payload: money }),
  {
    name: 'an order is uploaded under its own number with click id, hashed e-mail and phone',
    settings,
    event: order,
    payload: conversion('purchase', { ...orderFields, userIdentifiers: hashes }),
  },
  {
    name: 'a whole refund retracts the conversion of its order and carries no value',
    settings,
    event: { ...refund, value: 54.9, properties: { order_value: 54.9 } },
    payload: { adjustmentType: 'RETRACTION', ...refundFields },
  },
  simple('lead', 'a lead carries its value', {
    event: { value: 20, commerce: exampleCommerce() },
    payload: { conversionValue: 20, currencyCode: 'EUR' },
  }),
  simple('sign_up', 'a sign-up is its action'),
  simple('login', 'a login is its action'),
  simple('subscribe', 'a subscription carries its value', {
    event: { value: 9, commerce: exampleCommerce() },
    payload: { conversionValue: 9, currencyCode: 'EUR' },
  }),
]

const { gclid: _gclid, ...withoutClick } = conversion('purchase', orderFields)

const oddRules: Example<GoogleAdsSettings>[] = [
  {
    name: 'a part refund restates what is left of the order',
    settings,
    event: { ...refund, properties: { order_value: 54.9 } },
    payload: {
      adjustmentType: 'RESTATEMENT',
      restatementValue: { adjustedValue: 34.9, currencyCode: 'EUR' },
      ...refundFields,
    },
  },
  {
    name: 'a refund that names what is left restates it',
    settings,
    event: { ...refund, properties: { remaining_value: 12.5 } },
    payload: {
      adjustmentType: 'RESTATEMENT',
      restatementValue: { adjustedValue: 12.5, currencyCode: 'EUR' },
      ...refundFields,
    },
  },
  {
    name: 'a refund that says nothing of the order is taken as a whole one',
    settings,
    event: refund,
    payload: { adjustmentType: 'RETRACTION', ...refundFields },
  },
  {
    name: 'a refund that says it is a part, but not of what, is invalid',
    settings,
    event: { ...refund, properties: { partial: true } },
    payload: skip('invalid', 'partial_refund_without_order_value'),
  },
  {
    name: 'a refund without the number of its order is invalid',
    settings,
    event: { ...refund, commerce: exampleCommerce() },
    payload: skip('invalid', 'refund_without_order_id'),
  },
  {
    name: 'an order that the tag on the page counts is only enhanced: hashed person and address, no consent field there',
    settings: { ...settings, enhances: ['purchase'] },
    event: {
      ...order,
      identity: {
        ...exampleIdentity,
        // zieglerstraße 12a
        variants: {
          ...exampleIdentity.variants,
          'street.lower': ['dd27348e5df78748ce025eb317b62b34cc59f063b4c8d3b481ba8f24c3606159'],
        },
        plain: { city: 'Berlin', postcode: '10115' },
      },
      network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' },
      jurisdiction: { country: 'US', region: 'CA', source: 'order_address' },
    },
    payload: {
      adjustmentType: 'ENHANCEMENT',
      conversionAction: resource('purchase'),
      orderId: '1001',
      userIdentifiers: [
        ...hashes,
        {
          addressInfo: {
            hashedFirstName: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
            hashedLastName: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
            hashedStreetAddress: 'dd27348e5df78748ce025eb317b62b34cc59f063b4c8d3b481ba8f24c3606159',
            city: 'Berlin',
            state: 'CA',
            postalCode: '10115',
            countryCode: 'US',
          },
        },
      ],
      userAgent: 'Mozilla/5.0 (Macintosh)',
    },
  },
  {
    name: 'an order without a click id is matched by its hashes',
    settings,
    event: { ...order, clickIds: {} },
    payload: { ...withoutClick, userIdentifiers: hashes },
  },
  {
    name: 'gclid goes before the braids, which Google refuses together',
    settings,
    event: { ...order, identity: emptyBundle, clickIds: { wbraid: 'Wb', gbraid: 'Gb', gclid } },
    payload: conversion('purchase', orderFields),
  },
  {
    name: 'beside a gbraid no identifiers go',
    settings,
    event: { ...order, clickIds: { wbraid: 'Wb', gbraid: 'Gb' } },
    payload: { ...withoutClick, gbraid: 'Gb' },
  },
  {
    name: 'a wbraid alone is sent as it is',
    settings,
    event: { ...order, identity: emptyBundle, clickIds: { wbraid: 'Wb_Case' } },
    payload: { ...withoutClick, wbraid: 'Wb_Case' },
  },
  {
    name: 'a refusal of personalisation is said in its own field',
    settings,
    event: { ...order, identity: emptyBundle, consent: { ...everyPurpose('granted'), ad_personalization: 'denied' } },
    payload: conversion('purchase', {
      ...orderFields,
      consent: { adUserData: 'GRANTED', adPersonalization: 'DENIED' },
    }),
  },
  {
    name: 'in limited mode both fields say DENIED and the click goes alone',
    settings,
    event: { ...order, mode: 'limited', identity: exampleIdentity },
    payload: conversion('purchase', {
      ...orderFields,
      consent: { adUserData: 'DENIED', adPersonalization: 'DENIED' },
    }),
  },
  {
    name: 'a refused sale keeps back the hashes, too',
    settings,
    event: { ...order, consent: { ...everyPurpose('granted'), sale_or_sharing: 'denied' }, identity: exampleIdentity },
    payload: conversion('purchase', {
      ...orderFields,
      consent: { adUserData: 'DENIED', adPersonalization: 'DENIED' },
    }),
  },
  {
    name: 'in limited mode without a click nothing is left to send',
    settings,
    event: { ...order, mode: 'limited', clickIds: {} },
    payload: skip('filtered', 'user_data_denied'),
  },
  {
    name: 'in limited mode nothing is enhanced',
    settings: { ...settings, enhances: ['purchase'] },
    event: { ...order, mode: 'limited' },
    payload: skip('filtered', 'user_data_denied'),
  },
  {
    name: 'identifiers can be switched off',
    settings: { ...settings, userIdentifiers: false },
    event: order,
    payload: conversion('purchase', orderFields),
  },
  {
    name: 'a value without a currency is left out: Google would take it in the currency of the account',
    settings,
    event: { ...click, standard: 'lead', value: 20, commerce: exampleCommerce({ currency: null }) },
    payload: conversion('lead'),
  },
  {
    name: 'a negative value is invalid',
    settings,
    event: { ...order, value: -1 },
    payload: skip('invalid', 'negative_value'),
  },
  {
    name: 'an event that no click and no hash belongs to is invalid',
    settings,
    event: { ...order, identity: emptyBundle, clickIds: {} },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'an event without a conversion action is not sent',
    settings: { customerId: '1234567890' },
    event: order,
    payload: skip('filtered', 'no_conversion_action'),
  },
  {
    name: 'a custom event is not sent',
    settings,
    event: { ...click, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
]

export const examples: readonly Example<GoogleAdsSettings>[] = [...standardEvents, ...oddRules]
