import type { ConformanceSheet, FieldRule } from '../contract.ts'

const identifiers = 'reference 4, identifiers'

const user: FieldRule[] = [
  {
    path: 'user.email[]',
    from: 'identity.variants.email.plain',
    rule: 'trim, lower-case, SHA-256',
    source: `S ${identifiers}`,
  },
  {
    path: 'user.phone[]',
    from: 'identity.variants.phone.e164',
    rule: 'E.164 with +, SHA-256',
    source: `S, CONFLICT ${identifiers}`,
  },
  {
    path: 'user.external_id[]',
    from: 'identity.variants.external_id.plain',
    rule: 'trim, lower-case, SHA-256',
    source: `S ${identifiers}`,
  },
  {
    path: 'user.first_name',
    from: 'identity.variants.first_name.lower',
    rule: 'trim, lower-case, SHA-256; not in limited mode',
    source: `S ${identifiers}`,
  },
  {
    path: 'user.last_name',
    from: 'identity.variants.last_name.lower',
    rule: 'trim, lower-case, SHA-256; not in limited mode',
    source: `S ${identifiers}`,
  },
  {
    path: 'user.zip_code',
    from: 'identity.variants.postcode.lower',
    rule: 'trim, lower-case, SHA-256; not in limited mode',
    source: `S ${identifiers}`,
  },
  {
    path: 'user.city',
    from: 'identity.plain.city',
    rule: 'plain, lower-case, no spaces; not in limited mode',
    source: `S, ST ${identifiers}`,
  },
  {
    path: 'user.state',
    from: 'jurisdiction.region',
    rule: 'plain, lower-case, no spaces; of the order address only; not in limited mode',
    source: `S, ST ${identifiers}`,
  },
  {
    path: 'user.country',
    from: 'jurisdiction.country',
    rule: 'plain, lower-case; of the order address only; not in limited mode',
    source: `S, ST ${identifiers}`,
  },
  {
    path: 'user.ttclid',
    from: 'clickIds.ttclid',
    rule: 'plain, case kept; lives 7 days: left out of an event that was later',
    source: `S ${identifiers}`,
  },
  { path: 'user.ttp', from: 'clickIds.ttp', rule: 'the _ttp cookie, plain, case kept', source: `S ${identifiers}` },
  { path: 'user.ip', from: 'network.ip', rule: 'plain IPv4 or IPv6', source: `S ${identifiers}` },
  { path: 'user.user_agent', from: 'network.userAgent', rule: 'plain', source: `S ${identifiers}` },
  { path: 'user.locale', from: 'context.locale', rule: 'plain; not in limited mode', source: `S ${identifiers}` },
]

const properties: FieldRule[] = [
  {
    path: 'properties.currency',
    from: 'commerce.currency',
    rule: 'ISO 4217; required for an order',
    source: 'S reference 4 "Required"',
  },
  {
    path: 'properties.value',
    from: 'value',
    rule: 'number in major units; required for an order; never without currency',
    source: 'S reference 4 "Required", 18.8',
  },
  {
    path: 'properties.content_type',
    from: 'commerce.products',
    rule: 'product: ids are of single products',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].content_id',
    from: 'commerce.products[].productId',
    rule: 'the catalogue id; product_id or sku by setting',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].content_name',
    from: 'commerce.products[].name',
    rule: 'text; not in limited mode',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].content_category',
    from: 'commerce.products[].category',
    rule: 'text; not in limited mode',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].brand',
    from: 'commerce.products[].brand',
    rule: 'text; not in limited mode',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].price',
    from: 'commerce.products[].price',
    rule: 'number, unit price',
    source: 'DOC About Parameters',
  },
  {
    path: 'properties.contents[].quantity',
    from: 'commerce.products[].quantity',
    rule: 'number',
    source: 'DOC About Parameters',
  },
  { path: 'properties.order_id', from: 'commerce.orderId', rule: 'orders only', source: 'S reference 4' },
  {
    path: 'properties.query',
    from: 'commerce.searchQuery',
    rule: 'searches only; not in limited mode',
    source: 'S reference 4',
  },
]

const noStandardEvent = { dropped: 'no standard event; sent under a name of ours when customEvents is on' }

export const sheet: ConformanceSheet = {
  fields: [
    {
      path: 'event',
      from: 'standard',
      rule: 'standard name, required; Purchase and Lead when eventNames is renamed',
      source: 'S reference 4 "Events"',
    },
    { path: 'event_time', from: 'occurredAt', rule: 'unix seconds, never later than receipt', source: 'S reference 4' },
    {
      path: 'event_id',
      from: 'vendorEventId',
      rule: 'deduplicates with the pixel by event + event_id for 48 h',
      source: 'DOC reference 4 "Dedup"',
    },
    ...user,
    ...properties,
    { path: 'page.url', from: 'context.page.url', rule: 'http(s), web only', source: 'S reference 4' },
    { path: 'page.referrer', from: 'context.page.referrer', rule: 'web only', source: 'S reference 4' },
    {
      path: 'limited_data_use',
      from: 'mode',
      rule: 'true in limited mode, else left out (its default is false)',
      source: 'DOC reference 4 "Consent"',
    },
  ],
  events: {
    page: 'Pageview',
    view_item_list: noStandardEvent,
    view_item: 'ViewContent',
    search: 'Search',
    add_to_cart: 'AddToCart',
    remove_from_cart: noStandardEvent,
    add_to_wishlist: 'AddToWishlist',
    view_cart: noStandardEvent,
    begin_checkout: 'InitiateCheckout',
    add_shipping_info: noStandardEvent,
    add_payment_info: 'AddPaymentInfo',
    purchase: 'CompletePayment',
    refund: { dropped: 'TikTok has no refund; a negative order would corrupt the value it optimises on' },
    lead: 'SubmitForm',
    sign_up: 'CompleteRegistration',
    login: noStandardEvent,
    subscribe: noStandardEvent,
  },
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Limited mode sends ' +
    'limited_data_use: true (web), keeps what attribution needs (e-mail, phone, external id, click id, cookie, address and ' +
    'browser) and leaves out names, place, locale, search words and the words of products. An offline event set has no such ' +
    'field, so a limited event is not sent there. In the EU it is no substitute for consent.',
  rateLimits: '1,000 requests/s, 600,000/min, 86.4 million/day (DOC). 1,000 events a request (DOC via 3P).',
  choices: [
    {
      question: 'Does the phone carry a + before hashing (CONFLICT)?',
      choice: 'with +',
      why: 'S builds it so and the fixtures of R hash it so; only one third-party contract shows none',
    },
    {
      question: 'Is code 40100 a rate limit or a bad token (CONFLICT)?',
      choice: 'throttled',
      why: 'the recorded answer says "Too many requests"; waiting loses nothing when it was a token',
    },
    {
      question: 'CompletePayment and SubmitForm, or Purchase and Lead?',
      choice: 'the classic names, by setting the new ones',
      why: 'TikTok deduplicates by name and id: the server must use the names of the pixel',
    },
    {
      question: 'Pageview or PageView (S and ST differ)?',
      choice: 'Pageview',
      why: 'the name in S; neither is documented in a source we have',
    },
    {
      question: 'Are idfa and gaid hashed (CONFLICT)?',
      choice: 'not sent',
      why: 'a wrong form matches nobody, and a plain one would give away what should have been hashed',
    },
    {
      question: 'How old may an event be?',
      choice: '7 days, 28 for an offline event set',
      why: 'no text of TikTok seen: a ttclid lives 7 days (S), offline events are matched over 28 (3P); an older one has lost its click',
    },
    {
      question: 'What is code 40105?',
      choice: 'a revoked or wrong token: the destination pauses',
      why: 'MEM: in no source we have; were it something else the work is kept all the same',
    },
    {
      question: 'In which US states does limited_data_use stand for an opt-out?',
      choice: 'California',
      why: 'MEM: no list of TikTok’s seen; elsewhere an opted-out event is not sent at all',
    },
    {
      question: 'Does the batch take 1,000 events (3P)?',
      choice: '1,000',
      why: 'a refused batch is halved, so a smaller limit costs requests and no event',
    },
  ],
}
