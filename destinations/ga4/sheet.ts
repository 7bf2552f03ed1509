import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { ga4Events } from './map-events.ts'

const required = 'DOC reference 2 "Required"'
const events = 'DOC reference 2 "Events"'
const userData = 'DOC reference 2 "user_data"'

const top: FieldRule[] = [
  {
    path: 'client_id',
    from: 'clickIds.ga_client_id',
    rule: 'web streams; the _ga id, else a digest of the anonymous or user id',
    source: required,
  },
  {
    path: 'app_instance_id',
    from: 'context.app_instance_id',
    rule: 'app streams; 32 hex of the SDK',
    source: required,
  },
  { path: 'user_id', from: 'userId', rule: 'plain; never an e-mail, phone or what stands for one', source: userData },
  {
    path: 'timestamp_micros',
    from: 'occurredAt',
    rule: 'microseconds, never later than receipt, 72 h back',
    source: 'DOC reference 2 "Time"',
  },
  {
    path: 'user_properties.*',
    from: 'traits',
    rule: 'those listed in settings; value at most 36 characters',
    source: 'DOC reference 2 "Limits"',
  },
  {
    path: 'consent.ad_user_data',
    from: 'consent.advertising',
    rule: 'GRANTED or DENIED; always sent',
    source: 'DOC reference 2 "Consent"',
  },
  {
    path: 'consent.ad_personalization',
    from: 'consent.ad_personalization',
    rule: 'GRANTED or DENIED; always sent',
    source: 'DOC reference 2 "Consent"',
  },
]

const user: FieldRule[] = [
  digest('sha256_email_address[]', 'email.gmail_dots', 'trim, lower-case, dots of gmail.com and googlemail.com off'),
  digest('sha256_phone_number[]', 'phone.e164', '+ and digits'),
  digest('address[].sha256_first_name', 'first_name.ga4', 'lower-case, digits and symbols off'),
  digest('address[].sha256_last_name', 'last_name.ga4', 'lower-case, digits and symbols off'),
  digest('address[].sha256_street', 'street.ga4', 'lower-case, symbols off'),
  { path: 'user_data.address[].city', from: 'identity.plain.city', rule: 'plain, beside a name', source: userData },
  { path: 'user_data.address[].region', from: 'jurisdiction.region', rule: 'plain, of the order', source: userData },
  { path: 'user_data.address[].postal_code', from: 'identity.plain.postcode', rule: 'plain', source: userData },
  { path: 'user_data.address[].country', from: 'jurisdiction.country', rule: 'plain, of the order', source: userData },
]

const realtime = 'DOC reference 2 "Realtime"'
const limits = 'DOC reference 2 "Limits"'
const params: FieldRule[] = [
  {
    path: 'events[].name',
    from: 'standard',
    rule: 'recommended name; custom ones snake_case, at most 40',
    source: events,
  },
  param('session_id', 'clickIds.ga_session_id', 'digits, of the _ga_ cookie', realtime),
  param('engagement_time_msec', 'properties.engagement_time_msec', 'milliseconds, else 1', realtime),
  param('page_location', 'context.page.url', 'web; at most 1000; no ad click ids in limited mode', limits),
  param('page_title', 'context.page.title', 'web; at most 300', limits),
  param('page_referrer', 'context.page.referrer', 'web; at most 420; no ad click ids in limited mode', limits),
  param('screen_name', 'name', 'app', 'MEM'),
  param('screen_class', 'properties.screen_class', 'app', 'MEM'),
  param('event_id', 'vendorEventId', 'GA4 deduplicates nothing by it; exports can', 'ours'),
  param('currency', 'commerce.currency', 'ISO 4217; required for purchase', required),
  param('value', 'value', 'number in major units; positive in a refund', required),
  param('transaction_id', 'commerce.orderId', 'required for purchase; deduplicates it', required),
  param('items.*', 'commerce.products', 'at most 200; each with item_id or item_name', required),
  param('*', 'commerce', 'tax, shipping, coupon, tiers, lists, search words, method; listed properties', events),
]

export const sheet: ConformanceSheet = {
  fields: [...top, ...user, ...params],
  events: ga4Events,
  consent:
    'Needs analytics alone. ad_user_data is DENIED without advertising, after an opt-out of sale and in limited mode; ' +
    'then neither user_data nor ad click ids in URLs are sent. Consent is of the request, so each event goes alone.',
  rateLimits: 'None published. Ten requests go at once, one event each; a body is smaller than 130 kB.',
  choices: [
    {
      question: 'Are several events put in one request?',
      choice: 'no',
      why: 'only purchases are deduplicated: a retried batch would count its neighbours twice',
    },
    {
      question: 'Does user_data need a user_id (CONFLICT: recommended now, required in older text)?',
      choice: 'sent without one on a web stream, with a warning; not sent without one on an app stream',
      why: 'on an app stream nothing else but the device could join it: less is sent',
    },
    {
      question: 'Does a name keep its hyphen (CONFLICT with the Data Manager util)?',
      choice: 'no',
      why: 'the text of GA4 removes symbols',
    },
    {
      question: 'What is a page on an app stream?',
      choice: 'screen_view',
      why: 'page_view is of web streams; screen_view is reserved for apps',
    },
  ],
}

function digest(key: string, variant: string, rule: string): FieldRule {
  const path = `user_data.${key}`
  return { path, from: `identity.variants.${variant}`, rule: `${rule}; SHA-256, hex`, source: userData }
}

function param(name: string, from: string, rule: string, source: string): FieldRule {
  return { path: `events[].params.${name}`, from, rule, source }
}
