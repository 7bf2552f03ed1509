import { type Checklist, defineRows } from './checklist.ts'

export const rows = defineRows('klaviyo', {
  method: { source: 'DOC', ref: '11 Endpoint', rule: 'events and profiles are posted' },
  path: {
    source: 'DOC',
    ref: '11 Endpoint',
    rule: 'the path is /api/event-bulk-create-jobs/, /api/profile-import/ or /api/data-privacy-deletion-jobs/',
  },
  key: { source: 'DOC', ref: '11 Auth', rule: 'Authorization is Klaviyo-API-Key and the private key' },
  revision: { source: 'DOC', ref: '11 Auth', rule: 'the header revision is a date' },
  'body.size': { source: 'DOC', ref: '11 Limits', rule: 'the body has at most 5 MB' },
  'body.json': { source: 'DOC', ref: '11 Auth', rule: 'the body is JSON:API: an object data with type and attributes' },
  'job.events': { source: 'DOC', ref: '11 Endpoint', rule: 'a job holds 1 to 1,000 events' },
  'entry.type': { source: 'DOC', ref: '11 Endpoint', rule: 'an entry is an event-bulk-create with profile and events' },
  'profile.identifier': { source: 'DOC', ref: '11 Identifiers', rule: 'a profile has an identifier' },
  'profile.email': { source: 'DOC', ref: '11 Identifiers', rule: 'email is an address in clear' },
  'profile.phone': { source: 'DOC', ref: '11 Identifiers', rule: 'phone_number is E.164' },
  'profile.external_id': { source: 'DOC', ref: '11 Identifiers', rule: 'external_id has at most 255 characters' },
  'event.metric': { source: 'DOC', ref: '11 Events', rule: 'an event has a metric with a name' },
  'event.time': { source: 'DOC', ref: '11 Time', rule: 'time is ISO 8601, after 2000, at most 1 year ahead' },
  'event.unique_id': {
    source: 'DOC',
    ref: '11 Dedup',
    rule: 'without unique_id events of one second are one',
    advice: true,
  },
  'event.value': { source: 'DOC', ref: '11 Events', rule: 'value is a number' },
  'event.currency': { source: 'MEM', ref: '11 Events', rule: 'value_currency is an ISO 4217 code' },
  'event.properties': { source: 'DOC', ref: '11 Limits', rule: 'properties is an object of at most 400' },
  'event.text': { source: 'DOC', ref: '11 Limits', rule: 'a text has at most 100 KB' },
  'event.items': { source: 'DOC', ref: '11 Limits', rule: 'a list has at most 4,000 items' },
})

export type KlaviyoChecks = Checklist<keyof typeof rows>
