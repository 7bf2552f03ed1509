import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { mixpanelEvents } from './map-events.ts'

const ids = 'DOC reference 13 "ids"'
const events = 'DOC reference 13 "Endpoint"'
const merge = 'DOC mixpanel "Identifying Users (Simplified)"'

function row(path: string, from: string, rule: string, source = events): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('event', 'standard', 'required; `$…` names are Mixpanel’s own'),
    row('properties.distinct_id', 'userId', 'user id, else `$device:` and the anonymous id; no placeholder', ids),
    row('properties.$user_id', 'userId', 'simplified merge only; plain, at most 255 bytes, else left out', merge),
    row(
      'properties.$device_id',
      'anonymousId',
      'simplified merge only; plain, at most 255 bytes, else left out',
      merge,
    ),
    row(
      'properties.time',
      'occurredAt',
      'milliseconds, after 1971; never after the arrival',
      'DOC reference 13 "Time"',
    ),
    row(
      'properties.$insert_id',
      'vendorEventId',
      'at most 36 letters, digits and dashes, else 36 hex of its SHA-256',
      'DOC reference 13 "Dedup"',
    ),
    row('properties.event_id', 'vendorEventId', 'as it is, to be found by'),
    row('properties.ip', 'network.ip', 'only with the setting `network`'),
    row(
      'properties.*',
      'properties, commerce, context.page',
      'as sent without `$…`, `mp_…` and names that mean something; order, page and device over them; at most 255',
      'DOC reference 13 "Limits"',
    ),
    row('$distinct_id', 'userId', 'of an identify call', 'DOC mixpanel "Set Property"'),
    row('$set.*', 'traits', 'of an identify call: the traits listed in `profileTraits`', 'DOC mixpanel "Set Property"'),
  ],
  events: { ...mixpanelEvents, refund: { dropped: 'no_refund_at_vendor' } },
  consent:
    'Mixpanel has no consent field: without analytics nothing is sent. Without advertising there are no click ids, in ' +
    'URLs neither. Hashes, e-mail and phone are never sent, also not on profiles.',
  rateLimits:
    '2 GB a minute; 2,000 events and 2 MB a request, 255 properties an event. 429 is waited out with growing pauses. Deletion: ' +
    '1 request a second.',
  choices: [
    {
      question: '2 MB (older page) or 10 MB (R, newer page) a request: CONFLICT',
      choice: '1.9 MB',
      why: 'is taken by both',
    },
    {
      question: 'Is a refund sent (reference 18.9: not among those who know one)?',
      choice: 'no; with `refunds` as the event Order Refunded, without effect on the order',
      why: 'Mixpanel subtracts nothing; a shop that sums it in a formula may want to see it',
    },
    {
      question: 'S makes a random $insert_id where there is none',
      choice: 'always made of the event id',
      why: 'DOC: a retry is a repeat only with the same one, and the same time',
    },
    {
      question: 'distinct_id itself, or only $user_id and $device_id (DOC advises)?',
      choice: 'all three, distinct_id as Mixpanel would make it',
      why: 'a missing one is made of the sender’s address: all people of a server would be one',
    },
    {
      question: 'An event of nobody (DOC: distinct_id may be empty)',
      choice: 'not sent',
      why: 'it counts in no report of people, and nobody could be found for deletion',
    },
    {
      question: 'Is it one event with the page’s own Mixpanel event?',
      choice: 'no: let one of the two send an event',
      why: 'the time is part of the repeat, and page and server differ by milliseconds',
    },
    { question: 'How is a connection tried?', choice: 'there is no test call', why: 'any event would count' },
  ],
}
