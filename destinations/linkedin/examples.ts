import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import { type LinkedInSettings, type RuleEvent, ruleEvents } from './settings.ts'

const conversionRules = Object.fromEntries(ruleEvents.map((event, index) => [event, String(8001 + index)]))
const settings = { conversionRules }
const rule = (event: RuleEvent) => `urn:lla:llaPartnerConversion:${8001 + ruleEvents.indexOf(event)}`

const clickId = { idType: 'LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID', idValue: 'df5gf5-Gh6t7' }
const email = {
  idType: 'SHA256_EMAIL',
  idValue: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
}
const browser = { clickIds: { li_fat_id: 'df5gf5-Gh6t7' } } satisfies Partial<DeliverableEvent>

function sent(standard: RuleEvent, fields: JsonObject = {}): JsonObject {
  return {
    conversion: rule(standard),
    conversionHappenedAt: 1795514400000,
    user: { userIds: [clickId] },
    eventId: 'msg-1',
    ...fields,
  }
}

function ofRule(standard: RuleEvent, name: string, worth?: number): Example<LinkedInSettings> {
  const value = worth === undefined ? {} : { value: worth, commerce: exampleCommerce({ products: [exampleProduct()] }) }
  const conversionValue = { currencyCode: 'EUR', amount: String(worth) }
  return {
    name,
    settings,
    event: { ...browser, standard, ...value },
    payload: sent(standard, worth === undefined ? {} : { conversionValue }),
  }
}

const order = {
  ...browser,
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 149.85,
  identity: exampleIdentity,
  commerce: exampleCommerce({ orderId: '1001', total: 149.85 }),
} satisfies Partial<DeliverableEvent>

const sentOrder = sent('purchase', {
  conversionValue: { currencyCode: 'EUR', amount: '149.85' },
  user: { userIds: [email, clickId] },
  eventId: 'purchase.1001',
})

const standardEvents: Example<LinkedInSettings>[] = [
  {
    name: 'a page is a conversion of its rule',
    settings,
    event: { ...browser, type: 'page', standard: 'page', name: 'Home' },
    payload: sent('page'),
  },
  ofRule('view_item_list', 'a product list is a conversion of its rule'),
  ofRule('view_item', 'a product carries its value as a string', 49.95),
  ofRule('search', 'a search is a conversion without its words'),
  ofRule('add_to_cart', 'a product put in the cart', 49.95),
  ofRule('remove_from_cart', 'a product taken out of the cart', 49.95),
  ofRule('add_to_wishlist', 'a product put on the wish list', 49.95),
  ofRule('view_cart', 'a cart', 49.95),
  ofRule('begin_checkout', 'a checkout', 49.95),
  ofRule('add_shipping_info', 'shipping information', 49.95),
  ofRule('add_payment_info', 'payment information', 49.95),
  { name: 'an order carries hashed e-mail, click id and its value', settings, event: order, payload: sentOrder },
  {
    name: 'a refund has no place at LinkedIn',
    settings,
    event: { ...order, standard: 'refund' },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  ofRule('lead', 'a lead', 20),
  ofRule('sign_up', 'a sign-up'),
  ofRule('login', 'a login'),
  ofRule('subscribe', 'a subscription', 9),
]

const mary = { first_name: 'Mary', last_name: 'Valéry' }

const oddRules: Example<LinkedInSettings>[] = [
  {
    name: 'names go in clear only with the switch, both together, and the list of ids stays though it is empty',
    settings: { ...settings, sendRaw: true },
    event: {
      standard: 'lead',
      identity: { ...emptyBundle, plain: mary },
      jurisdiction: { country: 'DE', region: null, source: 'order_address' },
    },
    payload: sent('lead', {
      user: { userIds: [], userInfo: { firstName: 'Mary', lastName: 'Valéry', countryCode: 'DE' } },
    }),
  },
  {
    name: 'without the switch a name is no match key',
    settings,
    event: { standard: 'lead', identity: { ...emptyBundle, plain: mary } },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'the shop’s user id goes only where it is wanted',
    settings: { ...settings, externalId: true },
    event: { ...browser, standard: 'login' },
    payload: sent('login', { user: { userIds: [clickId], externalIds: ['u-1001'] } }),
  },
  {
    name: 'a value without a currency is left out',
    settings,
    event: { ...browser, standard: 'lead', value: 20, commerce: exampleCommerce({ currency: null }) },
    payload: sent('lead'),
  },
  {
    name: 'a negative value is invalid',
    settings,
    event: { ...order, value: -1 },
    payload: skip('invalid', 'negative_value'),
  },
  {
    name: 'an event without a rule is not sent',
    settings: {},
    event: order,
    payload: skip('filtered', 'no_conversion_rule'),
  },
  {
    name: 'a custom event is not sent unless a route renames it',
    settings,
    event: { ...browser, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
]

export const examples: readonly Example<LinkedInSettings>[] = [...standardEvents, ...oddRules]
