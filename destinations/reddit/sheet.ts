import type { ConformanceSheet, FieldRule } from '../contract.ts'

const required = 'ST, R reference 7 "v3 required"'
const value = 'R, S reference 7 "Value"'

const user: FieldRule[] = [
  {
    path: 'user.email',
    from: 'identity.variants.email.stripped',
    rule: 'lower-case, +suffix and every dot of the local part off on every domain; SHA-256',
    source: 'S reference 7 "email"',
  },
  {
    path: 'user.phone_number',
    from: 'identity.variants.phone.e164',
    rule: 'E.164 with +; SHA-256',
    source: 'S reference 7 "phone"',
  },
  {
    path: 'user.external_id',
    from: 'identity.variants.external_id.plain',
    rule: 'trim, lower-case; SHA-256',
    source: 'S reference 7 "external_id"',
  },
  {
    path: 'user.user_agent',
    from: 'network.userAgent',
    rule: 'plain, never hashed; not in limited mode',
    source: 'S, R reference 7 "user_agent"',
  },
  {
    path: 'user.data_processing_options.modes[]',
    from: 'mode',
    rule: 'LDU in limited mode, or by setting',
    source: 'S reference 7 "Consent"',
  },
  {
    path: 'user.data_processing_options.country',
    from: 'jurisdiction.country',
    rule: 'ISO 3166-1 alpha-2',
    source: 'S reference 7 "Consent"',
  },
  {
    path: 'user.data_processing_options.region',
    from: 'jurisdiction.region',
    rule: 'the subdivision without its country',
    source: 'S reference 7 "Consent"',
  },
]

const metadata: FieldRule[] = [
  {
    path: 'metadata.conversion_id',
    from: 'vendorEventId',
    rule: 'plain; deduplicates with the pixel',
    source: 'DOC, CONFLICT reference 7 "Dedup"',
  },
  { path: 'metadata.currency', from: 'commerce.currency', rule: 'ISO 4217', source: value },
  { path: 'metadata.value', from: 'value', rule: 'decimal in major units; never without currency', source: value },
  { path: 'metadata.item_count', from: 'commerce.products[].quantity', rule: 'whole number', source: 'S fields' },
  {
    path: 'metadata.products[].id',
    from: 'commerce.products[].productId',
    rule: 'the catalogue id; product_id or sku by setting',
    source: 'S fields',
  },
  {
    path: 'metadata.products[].name',
    from: 'commerce.products[].name',
    rule: 'text; not in limited mode',
    source: 'S fields',
  },
  {
    path: 'metadata.products[].category',
    from: 'commerce.products[].category',
    rule: 'text; not in limited mode',
    source: 'S fields',
  },
]

export const sheet: ConformanceSheet = {
  fields: [
    { path: 'event_at', from: 'occurredAt', rule: 'milliseconds, never later than receipt', source: required },
    { path: 'action_source', from: 'context', rule: 'WEBSITE, APP, PHYSICAL_STORE or OTHER', source: required },
    { path: 'type.tracking_type', from: 'standard', rule: 'UPPER_SNAKE', source: required },
    { path: 'type.custom_event_name', from: 'name', rule: 'beside CUSTOM; at most 64 characters', source: 'S fields' },
    {
      path: 'click_id',
      from: 'clickIds.rdt_cid',
      rule: 'plain, case kept; an unfilled URL macro is left out',
      source: 'S, R reference 7 "click_id"',
    },
    ...user,
    ...metadata,
  ],
  events: {
    page: 'PAGE_VISIT',
    view_item_list: 'VIEW_CONTENT',
    view_item: 'VIEW_CONTENT',
    search: 'SEARCH',
    add_to_cart: 'ADD_TO_CART',
    remove_from_cart: 'RemoveFromCart',
    add_to_wishlist: 'ADD_TO_WISHLIST',
    view_cart: 'ViewCart',
    begin_checkout: 'CheckoutStarted',
    add_shipping_info: 'AddShippingInfo',
    add_payment_info: 'AddPaymentInfo',
    purchase: 'PURCHASE',
    refund: { dropped: 'Reddit has no refund; a negative order would corrupt the value it optimises on' },
    lead: 'LEAD',
    sign_up: 'SIGN_UP',
    login: 'Login',
    subscribe: 'Subscribe',
  },
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Limited mode sends modes LDU with ' +
    'the place and leaves out user agent and the words of products; the match keys stay. In the EU it is no substitute for consent.',
  rateLimits: '5,000 requests and 250,000 events a minute and pixel; 1,000 events a request (DOC).',
  choices: [
    {
      question: 'Is the IP address hashed (S, R, W) or plain (ST)? (CONFLICT)',
      choice: 'not sent',
      why: 'no vendor text settles it; a wrong form matches nothing, and without it less is sent',
    },
    {
      question: 'Is conversion_id hashed (S)?',
      choice: 'no',
      why: 'a hashed one cannot match the id the pixel sends',
    },
    {
      question: 'RemoveFromCart, ViewCart, CheckoutStarted, AddShippingInfo, AddPaymentInfo, Login, Subscribe?',
      choice: 'CUSTOM under these names, only with customEvents on',
      why: 'Reddit has no type for them',
    },
    {
      question: 'Which events does invalid_events in a 200 mean?',
      choice: 'the batch counts as refused and is halved',
      why: 'no source says how an entry names its row; conversion_id makes the repeat harmless',
    },
    {
      question: 'Is a 401 refreshed and retried (R)?',
      choice: 'no, the destination pauses',
      why: 'a conversion access token has nothing to refresh it with',
    },
    {
      question: 'In which US states does LDU stand for an opt-out?',
      choice: 'California',
      why: 'MEM: no list of Reddit’s seen; elsewhere an opted-out event is not sent at all',
    },
    {
      question: 'How long does an rdt_cid live?',
      choice: 'as long as the event may be old, 168 hours',
      why: 'no source says; a peer’s cookie of 30 days is the peer’s own',
    },
    {
      question: 'Is the page of the event sent (event_source_url)?',
      choice: 'no',
      why: 'no source of v3 names the field, and the API answers 400 to one it does not know (3P)',
    },
    {
      question: 'Are idfa and aaid sent?',
      choice: 'no',
      why: 'they go hashed, and no variant of them is kept',
    },
  ],
}
