import { type Checklist, defineRows } from './checklist.ts'

export const rows = defineRows('reddit', {
  method: { source: 'R', ref: '7 Endpoint', rule: 'events are posted' },
  path: { source: 'R', ref: '7 Endpoint', rule: 'the path is /api/v3/pixels/{pixel}/conversion_events' },
  'token.present': { source: 'R', ref: '7 Auth', rule: 'a conversion access token as Bearer' },
  'token.valid': {
    source: 'SANDBOX',
    ref: '7 Errors',
    rule: 'a token that contains invalid (401) or nopermission (403) is refused',
  },
  content_type: { source: 'R', ref: '7 Endpoint', rule: 'content-type is application/json' },
  'data.events': { source: 'R', ref: '7 Endpoint', rule: 'data.events is a list of at least one event' },
  'data.max': { source: 'DOC', ref: '7 Batch', rule: 'at most 1000 events a request' },
  test_id: { source: 'R', ref: '7 Endpoint', rule: 'test_id is a string' },
  'event.object': { source: 'R', ref: '7 v3 required', rule: 'an event is an object' },
  'event_at.ms': { source: 'R', ref: '7 Time', rule: 'event_at is an integer of milliseconds' },
  'event_at.age': { source: 'DOC', ref: '7 Window', rule: 'event_at timestamp must be less than 168h0m0s old' },
  'event_at.future': { source: 'DOC', ref: '7 Window', rule: 'event_at is at most 5 minutes ahead' },
  action_source: { source: 'R', ref: '7 v3 required', rule: 'action_source is WEBSITE, APP, PHYSICAL_STORE or OTHER' },
  tracking_type: { source: 'R', ref: '7 Type names', rule: 'type.tracking_type is one of the v3 names' },
  custom_name: { source: 'MEM', ref: '7 Type names', rule: 'CUSTOM goes with a custom_event_name' },
  'custom_name.length': { source: 'S', ref: '7 Type names', rule: 'custom_event_name has at most 64 characters' },
  'event.known': { source: '3P', ref: '7 v3 required', rule: 'a field the API does not know is refused' },
  'user.empty': { source: 'MEM', ref: '7 v3 required', rule: 'user is left out rather than empty' },
  match_key: { source: 'R', ref: '7 v3 required', rule: 'an event has a match key' },
  'user.hashed': { source: 'R', ref: '7 email', rule: 'SHA-256 as 64 lower-case hex digits' },
  'user.ip': { source: 'CONFLICT', ref: '7 ip_address', rule: 'ip_address is hashed' },
  'user.agent': { source: 'R', ref: '7 user_agent', rule: 'user_agent is plain' },
  click_id: { source: 'R', ref: '7 click_id', rule: 'click_id is plain text, no unfilled macro' },
  'processing.modes': { source: 'R', ref: '7 Consent', rule: "data_processing_options.modes is ['LDU']" },
  conversion_id: {
    source: 'CONFLICT',
    ref: '7 Dedup',
    rule: 'without a conversion_id nothing is deduplicated',
  },
  'metadata.value': { source: 'R', ref: '7 Value', rule: 'metadata.value is a decimal number' },
  'metadata.currency': { source: 'R', ref: '7 Value', rule: 'metadata.currency is an ISO 4217 code beside a value' },
  'metadata.products': { source: 'MEM', ref: '7 Value', rule: 'products is a list of objects with an id' },
  raw: { source: 'R', ref: '7 email', rule: 'no e-mail address or phone in clear in user' },
})

export type RedditChecks = Checklist<keyof typeof rows>
