import type { ConformanceSheet, FieldRule } from '../contract.ts'

const identifiers = 'DOC reference 1 "Identifiers"'
const plainIds = 'DOC reference 1 "Never hash"'
const required = 'DOC reference 1 "Required"'
const consent = 'DOC reference 1 "Consent"'
const body = 'DOC reference 1 "Body"'

const user: FieldRule[] = [
  hashed('em', 'email.plain', 'trim, lower-case'),
  hashed('ph', 'phone.digits', 'digits with country code, no + and no leading zero'),
  hashed('fn', 'first_name.meta', 'lower-case, no punctuation, UTF-8; not in limited mode'),
  hashed('ln', 'last_name.meta', 'lower-case, no punctuation, UTF-8; not in limited mode'),
  hashed('ge', 'gender.initial', 'f or m; not in limited mode'),
  hashed('db', 'birth_date.yyyymmdd', 'YYYYMMDD; not in limited mode'),
  hashed('ct', 'city.meta', 'lower-case, no spaces or punctuation; not in limited mode'),
  hashed('st', 'state.meta', 'two letters in the US, else lower-case; not in limited mode'),
  hashed('zp', 'postcode.meta', 'lower-case, no spaces, five digits in the US; not in limited mode'),
  hashed('country', 'country.lower', 'ISO 3166-1 alpha-2, lower-case; not in limited mode'),
  hashed('external_id', 'external_id.plain', 'trim, lower-case; hashing is advised'),
  plain('client_ip_address', 'network.ip', 'IPv4 or IPv6'),
  plain('client_user_agent', 'network.userAgent', 'as the browser sent it; required for website'),
  plain('fbc', 'clickIds.fbclid', 'fb.1.<ms of the click>.<fbclid>, case kept; the cookie wins'),
  plain('fbp', 'clickIds.fbp', 'the _fbp cookie'),
  plain('madid', 'context.device.advertisingId', 'only while the device lets apps track; not in limited mode'),
]

const custom: FieldRule[] = [
  {
    path: 'custom_data.currency',
    from: 'commerce.currency',
    rule: 'ISO 4217; required for Purchase',
    source: required,
  },
  {
    path: 'custom_data.value',
    from: 'value',
    rule: 'number in major units, never negative; required for Purchase',
    source: required,
  },
  { path: 'custom_data.order_id', from: 'commerce.orderId', rule: 'orders only', source: body },
  { path: 'custom_data.content_type', from: 'commerce.products', rule: 'product', source: body },
  { path: 'custom_data.content_ids[]', from: 'commerce.products[].productId', rule: 'the catalogue id', source: body },
  { path: 'custom_data.contents[].id', from: 'commerce.products[].productId', rule: 'the catalogue id', source: body },
  { path: 'custom_data.contents[].quantity', from: 'commerce.products[].quantity', rule: 'whole', source: body },
  { path: 'custom_data.contents[].item_price', from: 'commerce.products[].price', rule: 'number', source: body },
  {
    path: 'custom_data.content_name',
    from: 'commerce.products[].name',
    rule: 'of a single product, else of the list',
    source: body,
  },
  { path: 'custom_data.content_category', from: 'commerce.products[].category', rule: 'of a single one', source: body },
  { path: 'custom_data.num_items', from: 'commerce.products[].quantity', rule: 'whole number', source: body },
  { path: 'custom_data.search_string', from: 'commerce.searchQuery', rule: 'searches only', source: body },
]

const envelope: FieldRule[] = [
  { path: 'event_name', from: 'standard', rule: 'standard name, required', source: required },
  { path: 'event_time', from: 'occurredAt', rule: 'unix seconds, never later than receipt', source: required },
  {
    path: 'event_id',
    from: 'vendorEventId',
    rule: 'deduplicates with the pixel by event_name + event_id for 48 h',
    source: 'DOC reference 1 "Dedup"',
  },
  {
    path: 'action_source',
    from: 'context',
    rule: 'one of nine; website needs user agent and page, else other',
    source: 'DOC reference 1 "action_source"',
  },
  { path: 'event_source_url', from: 'context.page.url', rule: 'http(s); required for website', source: required },
]

const app: FieldRule[] = [
  {
    path: 'app_data.advertiser_tracking_enabled',
    from: 'context.device.adTrackingEnabled',
    rule: '1 or 0; beside action_source app',
    source: body,
  },
  { path: 'app_data.application_tracking_enabled', from: 'context.device.type', rule: '1', source: body },
  { path: 'app_data.extinfo[]', from: 'context', rule: 'sixteen places, unknown ones empty', source: 'MEM' },
]

const processing: FieldRule[] = [
  { path: 'data_processing_options[]', from: 'mode', rule: 'LDU in limited mode, or by setting', source: consent },
  {
    path: 'data_processing_options_country',
    from: 'jurisdiction.country',
    rule: '1 = USA beside California, else 0 = Meta finds it',
    source: consent,
  },
  {
    path: 'data_processing_options_state',
    from: 'jurisdiction.region',
    rule: '1000 = California, else 0',
    source: consent,
  },
  {
    path: 'opt_out',
    from: 'consent.ad_personalization',
    rule: 'true = attribution only; in limited mode, and whenever ad_personalization is not granted',
    source: consent,
  },
]

export const sheet: ConformanceSheet = {
  fields: [...envelope, ...user, ...custom, ...app, ...processing],
  events: {
    page: 'PageView',
    view_item_list: 'ViewContent',
    view_item: 'ViewContent',
    search: 'Search',
    add_to_cart: 'AddToCart',
    remove_from_cart: 'RemoveFromCart',
    add_to_wishlist: 'AddToWishlist',
    view_cart: 'ViewCart',
    begin_checkout: 'InitiateCheckout',
    add_shipping_info: 'AddShippingInfo',
    add_payment_info: 'AddPaymentInfo',
    purchase: 'Purchase',
    refund: { dropped: 'Meta has no refund; a negative Purchase would corrupt the value it optimises on' },
    lead: 'Lead',
    sign_up: 'CompleteRegistration',
    login: 'Login',
    subscribe: 'Subscribe',
  },
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Limited mode sends Limited Data ' +
    'Use and opt_out, keeps what attribution needs (e-mail, phone, external id, cookies, address and browser) and leaves ' +
    'out names, birth date, gender, place, advertising id, product names and search words. In the EU LDU is no substitute.',
  rateLimits: 'None published for this API; Graph throttle codes 4, 17, 32, 613 and 80000 to 80014 are waited out.',
  choices: [
    {
      question: 'RemoveFromCart, ViewCart, AddShippingInfo and Login are no standard events: are they sent?',
      choice: 'only with customEvents on',
      why: 'unasked they would fill the account with events nobody optimises on',
    },
    {
      question: 'Do names keep inner punctuation before hashing (SDK and the parameter builder differ)?',
      choice: 'no, as DOC says',
      why: 'peers contradict each other; the vendor’s text decides',
    },
    {
      question: 'Is the token sent in the query, the body or a header?',
      choice: 'header; appsecret_proof in the query, as the SDK sends it',
      why: 'a header is in no access log; the proof opens nothing without the token',
    },
    {
      question: 'When does v26.0 end?',
      choice: 'taken as 5 August 2028',
      why: 'Conversions API versions live at least two years; v26.0 came on 5 August 2026',
    },
  ],
}

function hashed(key: string, variant: string, rule: string): FieldRule {
  const path = `user_data.${key}[]`
  return { path, from: `identity.variants.${variant}`, rule: `${rule}; SHA-256`, source: identifiers }
}

function plain(key: string, from: string, rule: string): FieldRule {
  return { path: `user_data.${key}`, from, rule: `${rule}; never hashed`, source: plainIds }
}
