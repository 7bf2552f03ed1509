import { type Checklist, defineRows } from './checklist.ts'
import { tokenRows } from './google-token.ts'

/** `code` is the reason in Google's answer. Rows of `later` do not refuse: they come back in the request's status. */
export const rows = defineRows('google_data_manager', {
  ...tokenRows,
  method: { source: 'SDK', ref: '3b Endpoint', rule: 'events are posted, a status is got' },
  path: { source: 'SDK', ref: '3b Endpoint', rule: 'the path is /v1/events:ingest or /v1/requestStatus:retrieve' },
  'token.present': { source: 'SDK', ref: '3b Endpoint', rule: 'an OAuth access token as Bearer' },
  'token.valid': {
    source: 'SANDBOX',
    ref: '3b Endpoint',
    rule: 'a token that contains invalid or expired (401) or nopermission (403) is refused',
  },
  'body.json': { source: 'SDK', ref: '3b Shape', rule: 'the body is a JSON object' },
  destinations: { source: 'SDK', ref: '3b Shape', rule: '1 to 10 destinations with account and product destination' },
  'events.count': { source: 'SDK', ref: '3b Shape', rule: 'a request has 1 to 2,000 events' },
  encoding: { source: 'SDK', ref: '3b Shape', rule: 'encoding is HEX or BASE64' },
  timestamp: {
    source: 'SDK',
    ref: '3b Event',
    rule: 'eventTimestamp is RFC 3339',
    code: 'INVALID_TIMESTAMP',
  },
  source: { source: 'SDK', ref: '3b Event', rule: 'eventSource is one of five', code: 'INVALID_ENUM_VALUE' },
  transaction: {
    source: 'SDK',
    ref: '3b Event',
    rule: 'transactionId is text of 1 to 512',
    code: 'REQUIRED_FIELD_MISSING',
  },
  currency: { source: 'SDK', ref: '3b Event', rule: 'a value has an ISO 4217 currency', code: 'INVALID_CURRENCY_CODE' },
  identifiers: {
    source: 'SDK',
    ref: '3b Shape',
    rule: 'at most 10 userIdentifiers, one key each',
    code: 'TOO_MANY_USER_IDENTIFIERS',
  },
  hash: {
    source: 'SDK',
    ref: '3b Shape',
    rule: 'e-mail, phone and names are SHA-256 hex',
    code: 'INVALID_HEX_ENCODING',
  },
  address: {
    source: 'SDK',
    ref: '3b Event',
    rule: 'an address has all of given name, family name, region and postcode',
    code: 'REQUIRED_FIELD_MISSING',
  },
  match_key: {
    source: 'SDK',
    ref: '3b Event',
    rule: 'an event has a click id or a user identifier',
    code: 'NO_IDENTIFIERS_PROVIDED',
  },
  consent: {
    source: 'SDK',
    ref: '3b Consent values',
    rule: 'consent values are those of the proto',
    code: 'INVALID_ENUM_VALUE',
  },
  'status.id': { source: 'SDK', ref: '3b Failure', rule: 'a status is asked by a requestId that was given' },
})

export type DataManagerChecks = Checklist<keyof typeof rows>
