import type { ConformanceSheet, FieldRule } from '../contract.ts'

const identifiers = 'DOC reference 6, text below the table'
const required = 'DOC reference 6 "Required"'
const sample = 'DOC UsingTheAPI, sample'
const consent = 'S reference 6 "Consent"'

const user: FieldRule[] = [
  hashed('em[]', 'email.plain', 'trim, lower-case'),
  hashed('ph[]', 'phone.digits', 'digits with country code; no 00 before it, no leading 0'),
  hashed('external_id[]', 'external_id.plain', 'trim, lower-case'),
  hashed('fn', 'first_name.meta', 'lower-case, no punctuation; not in limited mode'),
  hashed('ln', 'last_name.meta', 'lower-case, no punctuation; not in limited mode'),
  hashed('ge', 'gender.initial', 'f or m; not in limited mode'),
  hashed('db', 'birth_date.yyyymmdd', 'YYYYMMDD; not in limited mode'),
  hashed('ct', 'city.meta', 'lower-case, no spaces; not in limited mode'),
  hashed('st', 'state.meta', 'two letters in the US; not in limited mode'),
  hashed('zp', 'postcode.meta', 'lower-case, no spaces; not in limited mode'),
  hashed('country', 'country.lower', 'ISO 3166-1 alpha-2, lower-case; not in limited mode'),
  row('user_data.client_ip_address', 'network.ip', 'plain IPv4 or IPv6', identifiers),
  row('user_data.client_user_agent', 'network.userAgent', 'plain', identifiers),
  row('user_data.sc_click_id', 'clickIds.sc_click_id', 'plain, case kept', identifiers),
  row(
    'user_data.madid',
    'context.device.advertisingId',
    'plain, lower-case; only while the device lets apps track',
    identifiers,
  ),
]

const custom: FieldRule[] = [
  row('custom_data.currency', 'commerce.currency', 'ISO 4217, beside value', sample),
  row('custom_data.value', 'value', 'text with a plain decimal; never without currency', sample),
  row('custom_data.order_id', 'commerce.orderId', 'orders only; deduplicates for 30 days', 'ST reference 6 "Dedup"'),
  row('custom_data.contents[].id', 'commerce.products[].productId', 'the catalogue id', sample),
  row('custom_data.contents[].quantity', 'commerce.products[].quantity', 'text with a number', sample),
  row('custom_data.contents[].item_price', 'commerce.products[].price', 'text with a plain decimal', sample),
  row('custom_data.contents[].brand', 'commerce.products[].brand', 'text; not in limited mode', sample),
  row('custom_data.search_string', 'commerce.searchQuery', 'searches only; not in limited mode', 'S reference 6'),
]

const noName = { dropped: 'no standard event; one of CUSTOM_EVENT_1 to 5 when customEvents says which' }

export const sheet: ConformanceSheet = {
  fields: [
    row('event_name', 'standard', 'UPPER_SNAKE, required', required),
    row('event_time', 'occurredAt', 'unix seconds, never later than receipt; required', 'DOC reference 6 "Time"'),
    row('event_id', 'vendorEventId', 'deduplicates with the pixel for 48 h', 'ST, DOC reference 6 "Dedup"'),
    row('action_source', 'context', 'WEB, MOBILE_APP or OFFLINE; required', required),
    row('event_source_url', 'context.page.url', 'http(s); of WEB only', 'MEM reference 6 "Required"'),
    row('app_data.advertiser_tracking_enabled', 'context.device.adTrackingEnabled', '1 or 0; of MOBILE_APP', sample),
    row('app_data.application_tracking_enabled', 'context.device.type', '1; of MOBILE_APP', 'MEM'),
    row('app_data.extinfo[]', 'context', 'sixteen places, unknown ones empty; of MOBILE_APP', sample),
    ...user,
    ...custom,
    row('data_processing_options[]', 'mode', 'LDU in limited mode, or by setting', consent),
    row('data_processing_options_country', 'jurisdiction.country', '1 = USA beside California, else 0', consent),
    row('data_processing_options_state', 'jurisdiction.region', '1000 = California, else 0', consent),
  ],
  events: {
    page: 'PAGE_VIEW',
    view_item_list: 'LIST_VIEW',
    view_item: 'VIEW_CONTENT',
    search: 'SEARCH',
    add_to_cart: 'ADD_CART',
    remove_from_cart: noName,
    add_to_wishlist: 'ADD_TO_WISHLIST',
    view_cart: noName,
    begin_checkout: 'START_CHECKOUT',
    add_shipping_info: noName,
    add_payment_info: 'ADD_BILLING',
    purchase: 'PURCHASE',
    refund: { dropped: 'Snapchat has no refund; a negative PURCHASE would corrupt the value it optimises on' },
    lead: noName,
    sign_up: 'SIGN_UP',
    login: 'LOGIN',
    subscribe: 'SUBSCRIBE',
  },
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Limited mode sends ' +
    'data_processing_options LDU with the place, keeps what attribution needs (e-mail, phone, external id, click id, address, ' +
    'browser, an allowed advertising id) and leaves out names, gender, birth date, place, brands and search words. In the ' +
    'EU it is no substitute for consent.',
  rateLimits: 'None published that we have; 2,000 events a request (R). A 429 is waited out.',
  choices: [
    {
      question: 'How old may an event be (DOC 37 days, R 7 or 37, its page 28)?',
      choice: '37 days',
      why: 'the vendor’s text; a refused batch is halved, so that an older event costs requests and no neighbour',
    },
    {
      question: 'Seconds (DOC) or milliseconds (S)?',
      choice: 'seconds',
      why: 'the vendor’s text',
    },
    {
      question: 'The letters of action_source (DOC sample MOBILE_APP; S website, app, OFFLINE)?',
      choice: 'WEB, MOBILE_APP, OFFLINE',
      why: 'CONFLICT: as in the vendor’s sample and R',
    },
    {
      question: 'Token in the query (DOC) or as Bearer (R)?',
      choice: 'query, masked in errors and logs',
      why: 'the one way that the vendor documents',
    },
    {
      question: 'Are value, quantity and price text or numbers?',
      choice: 'text',
      why: 'as in the vendor’s sample',
    },
    {
      question: 'A lead (SIGN_UP or a custom event)?',
      choice: 'not sent unless customEvents names a slot',
      why: 'as SIGN_UP it would be counted as an account',
    },
    {
      question: 'Names and place as text, e-mail and phone as lists?',
      choice: 'yes',
      why: 'MEM: the sample shows lists for em and ph only',
    },
    {
      question: 'Which words of a 200 are a refusal?',
      choice: 'status INVALID, FAILED or ERROR',
      why: 'MEM: no source shows one; an event that was refused must not count as delivered',
    },
    {
      question: 'In which US states does LDU stand for an opt-out?',
      choice: 'California',
      why: 'MEM: the one state the field has a number for; elsewhere an opted-out event is not sent at all',
    },
    {
      question: 'How long does a click id live?',
      choice: 'as long as the event may be old',
      why: 'no source says',
    },
  ],
}

function row(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

function hashed(key: string, variant: string, rule: string): FieldRule {
  return row(`user_data.${key}`, `identity.variants.${variant}`, `${rule}; SHA-256`, identifiers)
}
