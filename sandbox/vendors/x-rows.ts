import { type Checklist, defineRows } from './checklist.ts'

/** `code` is X's own, of `errors[].code`. */
export const rows = defineRows('x', {
  method: { source: 'DOC', ref: '10 Endpoint', rule: 'conversions are posted', code: 'ROUTE_NOT_FOUND' },
  path: {
    source: 'DOC',
    ref: '10 Endpoint',
    rule: 'the path is /12/measurement/conversions/{pixel}',
    code: 'ROUTE_NOT_FOUND',
  },
  'token.present': {
    source: 'DOC',
    ref: '10 Auth',
    rule: 'an X-Pixel-Token header, or an OAuth 1.0a signature',
    code: 'UNAUTHORIZED_ACCESS',
  },
  'token.valid': {
    source: 'SANDBOX',
    ref: '10 Auth',
    rule: 'a token that contains invalid (401) or nopermission (403) is refused',
    code: 'UNAUTHORIZED_ACCESS',
  },
  content_type: { source: 'DOC', ref: '10 Endpoint', rule: 'content-type is application/json', code: 'INVALID_JSON' },
  'body.json': { source: 'DOC', ref: '10 Body', rule: 'the body is a JSON object', code: 'INVALID_JSON' },
  'conversions.list': {
    source: 'DOC',
    ref: '10 Body',
    rule: 'conversions is a list of at least one',
    code: 'MISSING_PARAMETER',
  },
  'conversions.max': { source: 'DOC', ref: '10 Body', rule: 'at most 500 conversions a request' },
  'conversion.object': { source: 'DOC', ref: '10 Body', rule: 'a conversion is an object' },
  'conversion.known': { source: 'DOC', ref: '10 Body', rule: 'this field is not one of a conversion', advice: true },
  time: { source: 'DOC', ref: '10 Body', rule: 'conversion_time is ISO 8601' },
  'time.future': { source: 'MEM', ref: '10 Body', rule: 'the conversion is not in the future' },
  event_id: {
    source: 'DOC',
    ref: '10 Body',
    rule: 'event_id is the id of a configured event, as o87ne or tw-o8z6j-o87ne',
  },
  'event_id.pixel': { source: 'MEM', ref: '10 Body', rule: 'tw-{pixel}-{event} names the pixel of the path' },
  'identifiers.list': {
    source: 'DOC',
    ref: '10 Identifiers',
    rule: 'identifiers is a list of objects, at least one',
    code: 'MISSING_PARAMETER',
  },
  'identifiers.known': { source: 'DOC', ref: '10 Identifiers', rule: 'this is no identifier' },
  'identifiers.one': {
    source: 'CONFLICT',
    ref: '10 Identifiers',
    rule: 'one key an identifier, but for address and browser together',
  },
  'identifiers.strong': {
    source: 'DOC',
    ref: '10 Identifiers',
    rule: 'ip_address and user_agent only beside twclid, e-mail or phone',
  },
  'identifiers.hashed': { source: 'DOC', ref: '10 Identifiers', rule: 'e-mail and phone are 64 lower-case hex digits' },
  'identifiers.empty_hash': { source: 'DOC', ref: '10 Identifiers', rule: 'not the SHA-256 of nothing' },
  'identifiers.plain': { source: 'DOC', ref: '10 Identifiers', rule: 'a filled string, not hashed' },
  'identifiers.ip': { source: 'DOC', ref: '10 Identifiers', rule: 'ip_address is four numbers with dots' },
  'identifiers.raw': { source: 'DOC', ref: '10 Identifiers', rule: 'no e-mail address or phone number in clear' },
  conversion_id: { source: 'DOC', ref: '10 Body', rule: 'conversion_id is a filled string' },
  'conversion_id.advised': {
    source: 'DOC',
    ref: '10 Body',
    rule: 'without conversion_id nothing is deduplicated',
    advice: true,
  },
  value: { source: 'R', ref: '10 Body', rule: 'value is a string that holds a number' },
  currency: { source: 'R', ref: '10 Body', rule: 'price_currency is an ISO 4217 code' },
  'value.currency': { source: 'MEM', ref: '10 Body', rule: 'a value has its price_currency', advice: true },
  number_items: { source: 'DOC', ref: '10 Body', rule: 'number_items is a whole number' },
  contents: {
    source: 'DOC',
    ref: '10 Body',
    rule: 'contents are objects: content_id a string, content_price a number, num_items whole',
  },
})

export type XChecks = Checklist<keyof typeof rows>
