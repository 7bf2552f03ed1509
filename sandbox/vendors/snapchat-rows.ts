import { type Checklist, defineRows } from './checklist.ts'

export const rows = defineRows('snapchat', {
  method: { source: 'DOC', ref: '6 Endpoint', rule: 'events are posted' },
  path: { source: 'DOC', ref: '6 Endpoint', rule: 'the path is /v3/{asset}/events or /v3/{asset}/events/validate' },
  'token.present': { source: 'DOC', ref: '6 Endpoint', rule: 'access_token in the query, or a Bearer token' },
  'token.valid': {
    source: 'SANDBOX',
    ref: '6 Errors',
    rule: 'a token that contains invalid (401) or nopermission (403) is refused',
  },
  content_type: { source: 'DOC', ref: '6 Endpoint', rule: 'content-type is application/json' },
  'body.json': { source: 'DOC', ref: '6 Endpoint', rule: 'the body is a JSON object' },
  'data.array': { source: 'DOC', ref: '6 Endpoint', rule: 'data is a list of at least one event' },
  'data.max': { source: 'R', ref: '6 Batch', rule: 'at most 2000 events a request' },
  'event.object': { source: 'DOC', ref: '6 Required', rule: 'an event is an object' },
  event_name: { source: 'DOC', ref: '6 Events', rule: 'event_name is one of the standard or the five custom events' },
  event_time: { source: 'DOC', ref: '6 Time', rule: 'event_time is in unix seconds' },
  'event_time.future': { source: 'MEM', ref: '6 Time', rule: 'event_time is not ahead of now' },
  'event_time.age': { source: 'DOC', ref: '6 Window', rule: 'event_time is at most 37 days old' },
  action_source: { source: 'DOC', ref: '6 action_source', rule: 'action_source names web, app or offline' },
  'action_source.case': {
    source: 'CONFLICT',
    ref: '6 action_source',
    rule: 'action_source is WEB, MOBILE_APP or OFFLINE',
  },
  event_id: { source: 'DOC', ref: '6 Dedup', rule: 'event_id is a filled string' },
  'event_id.advised': { source: 'DOC', ref: '6 Dedup', rule: 'without event_id nothing is deduplicated', advice: true },
  event_source_url: { source: 'MEM', ref: '6 Required', rule: 'a web event has an http(s) event_source_url' },
  app_data: {
    source: 'MEM',
    ref: '6 Required',
    rule: 'an event of an app has app_data with sixteen places of extinfo',
  },
  'processing.options': { source: 'S', ref: '6 Consent', rule: "data_processing_options is [] or ['LDU']" },
  'processing.place': { source: 'S', ref: '6 Consent', rule: 'country is 0 or 1 and state 0 or 1000' },
  'user_data.required': {
    source: 'DOC',
    ref: '6 Required',
    rule: 'em, ph, madid, or client_ip_address and client_user_agent',
  },
  'user_data.hashed': { source: 'DOC', ref: '6 hash', rule: 'SHA-256 as 64 lower-case hex digits' },
  'user_data.empty_hash': {
    source: 'DOC',
    ref: '6 hash',
    rule: 'this is the hash of an empty text and matches nobody',
    advice: true,
  },
  'user_data.plain': { source: 'DOC', ref: '6 plain', rule: 'this identifier is plain text, never hashed' },
  'user_data.madid': { source: 'DOC', ref: '6 plain', rule: 'madid is lower-case' },
  'user_data.ip': { source: 'DOC', ref: '6 plain', rule: 'client_ip_address is an IPv4 or IPv6 address' },
  'user_data.raw': { source: 'DOC', ref: '6 hash', rule: 'no e-mail address or phone in clear' },
  'custom_data.object': { source: 'DOC', ref: '6 Endpoint', rule: 'custom_data is an object' },
  'custom_data.value': { source: 'DOC', ref: '6 Endpoint', rule: 'value is a number, or a text with one' },
  'custom_data.currency': { source: 'DOC', ref: '6 Endpoint', rule: 'currency is an ISO 4217 code' },
  'custom_data.contents': {
    source: 'DOC',
    ref: '6 Endpoint',
    rule: 'contents is a list of objects with numeric quantity and item_price, as numbers or texts',
  },
})

export type SnapchatChecks = Checklist<keyof typeof rows>
