import type { ConformanceSheet, FieldRule } from '../contract.ts'

const identifiers = 'DOC reference 5 "Key"'
const required = 'DOC reference 5 "Required"'
const types = 'DOC reference 5 "Types"'
const consent = 'DOC reference 5 "Consent"'

const user: FieldRule[] = [
  hashed('em', 'email.plain', 'lower-case'),
  hashed('ph', 'phone.digits', 'digits with country code; no symbols, letters or leading zeros'),
  hashed('external_id', 'external_id.plain', 'trim, lower-case'),
  hashed('ge', 'gender.initial_or_n', 'f, m or n; not in limited mode'),
  hashed('db', 'birth_date.yyyymmdd', 'YYYYMMDD; not in limited mode'),
  hashed('ln', 'last_name.meta', 'lower-case, no punctuation; not in limited mode'),
  hashed('fn', 'first_name.meta', 'lower-case, no punctuation; not in limited mode'),
  hashed('ct', 'city.meta', 'lower-case, no spaces or punctuation; not in limited mode'),
  hashed('st', 'state.two_letter', 'two letters, lower-case; not in limited mode'),
  hashed('zp', 'postcode.digits', 'digits only; not in limited mode'),
  hashed('country', 'country.lower', 'ISO 3166-1 alpha-2, lower-case; not in limited mode'),
  plain('client_ip_address', 'network.ip', 'IPv4 or IPv6; required without em'),
  plain('client_user_agent', 'network.userAgent', 'as the browser sent it; required without em'),
  plain('click_id', 'clickIds.epik', 'the _epik cookie or parameter, case kept'),
]

const custom: FieldRule[] = [
  row('custom_data.currency', 'commerce.currency', 'ISO 4217, beside value', types),
  row('custom_data.value', 'value', 'text with a plain decimal; never without currency', types),
  row('custom_data.content_ids[]', 'commerce.products[].productId', 'the catalogue id', types),
  row('custom_data.contents[].id', 'commerce.products[].productId', 'the catalogue id', types),
  row('custom_data.contents[].item_name', 'commerce.products[].name', 'text; not in limited mode', types),
  row('custom_data.contents[].item_category', 'commerce.products[].category', 'text; not in limited mode', types),
  row('custom_data.contents[].item_brand', 'commerce.products[].brand', 'text; not in limited mode', types),
  row('custom_data.contents[].item_price', 'commerce.products[].price', 'text with a plain decimal', types),
  row('custom_data.contents[].quantity', 'commerce.products[].quantity', 'whole number', types),
  row('custom_data.num_items', 'commerce.products[].quantity', 'whole number', types),
  row('custom_data.order_id', 'commerce.orderId', 'orders only', types),
  row('custom_data.content_category', 'commerce.listName', 'of a product list; not in limited mode', types),
  row('custom_data.search_string', 'commerce.searchQuery', 'searches only; not in limited mode', types),
  row('custom_data.opt_out_type', 'mode', 'LDP in limited mode, or by setting', consent),
]

export const sheet: ConformanceSheet = {
  fields: [
    row('event_name', 'standard', 'one of Pinterest’s names, required', required),
    row('action_source', 'context', 'web, offline, app_ios or app_android, required', required),
    row('event_time', 'occurredAt', 'unix seconds, never later than receipt; required', required),
    row('event_id', 'vendorEventId', 'required; deduplicates with the tag, offline events never', required),
    row('event_source_url', 'context.page.url', 'http(s); of web only', required),
    row('opt_out', 'consent.ad_personalization', 'true or left out: see consent', consent),
    ...user,
    ...custom,
  ],
  events: {
    page: 'page_visit',
    view_item_list: 'view_category',
    view_item: 'view_content',
    search: 'search',
    add_to_cart: 'add_to_cart',
    remove_from_cart: 'custom',
    add_to_wishlist: 'add_to_wishlist',
    view_cart: 'custom',
    begin_checkout: 'initiate_checkout',
    add_shipping_info: 'custom',
    add_payment_info: 'add_payment_info',
    purchase: 'checkout',
    refund: { dropped: 'Pinterest has no refund; a negative checkout would corrupt the value it optimises on' },
    lead: 'lead',
    sign_up: 'signup',
    login: 'custom',
    subscribe: 'custom',
  },
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Limited mode sends opt_out_type LDP ' +
    'and opt_out, keeps what attribution needs (e-mail, phone, external id, click id, address and browser) and leaves out ' +
    'names, birth date, gender, place, search words and the words of products. An app whose device limits ad tracking is ' +
    'sent with opt_out. In the EU neither is a substitute for consent.',
  rateLimits: '5,000 calls a minute and ad account (DOC); 1,000 events a request. 429 and 503 are waited out.',
  choices: [
    {
      question: 'How old may an event be?',
      choice: '7 days',
      why: 'MEM: usual for web, in no text of Pinterest’s that we have; after an hour it counts as offline (S)',
    },
    {
      question: 'Is opt_out true unless somebody says otherwise (S)?',
      choice: 'no: left out, which means false',
      why: 'the peer’s default sends every event as opted out; a person without consent is not sent at all',
    },
    {
      question: 'Postcodes of digits only?',
      choice: 'yes, to the letter',
      why: 'OpenAPI; British and Canadian ones collapse to what is left',
    },
    {
      question: 'custom events',
      choice: 'only with customEvents on, all as custom',
      why: 'Pinterest has one name for all of them, so that a report cannot tell them apart',
    },
    {
      question: 'Is a list of products a view_category?',
      choice: 'yes, and a page that says its category, too',
      why: 'reference 5 maps the page; a product list is such a page',
    },
    {
      question: 'Is a value without currency sent?',
      choice: 'no',
      why: 'Pinterest would take it for the currency of the account',
    },
    {
      question: 'Which of the events of a 422 are tried again?',
      choice: 'none: the failed ones end, the others are stored',
      why: 'what failed for its content fails again; the reference leaves retry or drop to us',
    },
    {
      question: 'Are device ids sent (hashed_maids)?',
      choice: 'no',
      why: 'they go hashed, and no variant of them is kept',
    },
    {
      question: 'In which US states does LDP stand for an opt-out?',
      choice: 'California',
      why: 'MEM: the vendor’s text names no state; elsewhere an opted-out event is not sent at all',
    },
  ],
}

function row(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

function hashed(key: string, variant: string, rule: string): FieldRule {
  return row(`user_data.${key}[]`, `identity.variants.${variant}`, `${rule}; SHA-256`, identifiers)
}

function plain(key: string, from: string, rule: string): FieldRule {
  return row(`user_data.${key}`, from, `${rule}; never hashed`, identifiers)
}
