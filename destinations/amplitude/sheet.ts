import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { amplitudeEvents } from './map-events.ts'

const required = 'DOC reference 12 "Required"'
const keys = 'MEM HTTP V2 "Keys for the event argument"'

function row(path: string, from: string, rule: string, source = keys): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('event_type', 'standard', 'required; `$…` names are Amplitude’s own', required),
    row('user_id', 'userId', 'plain, at least `min_id_length` characters, no placeholder; else left out', required),
    row(
      'device_id',
      'anonymousId',
      'plain, at least `min_id_length` characters, no placeholder; else left out',
      required,
    ),
    row(
      'insert_id',
      'vendorEventId',
      'with the event type; drops repeats for 7 days a device',
      'DOC reference 12 "Dedup"',
    ),
    row('time', 'occurredAt', 'milliseconds; never after the arrival', 'S, R reference 12 "Time"'),
    row(
      'event_properties.*',
      'properties, commerce, context.page',
      'as sent without `$…` names; order and page over them',
    ),
    row('user_properties.*', 'traits', 'the traits listed in `userProperties`, without `$…` names'),
    row('revenue', 'value', 'number; of an order, and negative of a refund', 'R reference 12 "Refund"'),
    row('revenue_type', 'standard', '`purchase` or `refund`', 'R reference 12 "Refund"'),
    row('currency', 'commerce.currency', 'ISO 4217, beside `revenue`'),
    row('platform', 'context.device.type', '`Web` where there is a page'),
    row('app_version', 'context.app.version', 'text'),
    row('os_name', 'context.os.name', 'text'),
    row('os_version', 'context.os.version', 'text'),
    row('language', 'context.locale', 'text'),
    row(
      'idfa',
      'context.device.advertisingId',
      'iOS; only with advertising granted and tracking allowed on the device',
    ),
    row('adid', 'context.device.advertisingId', 'Android; the same'),
    row('ip', 'network.ip', 'only with the setting `network`'),
    row('user_agent', 'network.userAgent', 'only with the setting `network`'),
  ],
  events: amplitudeEvents,
  consent:
    'Amplitude has no consent field: without analytics nothing is sent. Without advertising there are no click ids and ' +
    'no advertising id. Hashes are never sent.',
  rateLimits:
    '30 events a second for a user or device, 100 requests and 1,000 events a second on the Starter plan; 2,000 events ' +
    'and 1 MB a request. We send 500. A 429 is waited out as a whole: its body names who was throttled.',
  choices: [
    {
      question: 'Are ids under five characters sent with a lower min_id_length (DOC)?',
      choice: 'only as low as the setting says, five by default',
      why: 'short ids are mostly placeholders that would make one person of many',
    },
    {
      question: 'R says that there is no deduplication',
      choice: 'insert_id is always sent',
      why: 'DOC: repeats are dropped for 7 days a device',
    },
    {
      question: 'A refund (R: a revenue event)',
      choice: 'its own event with negative revenue',
      why: 'Amplitude sums revenue; the refund takes it back',
    },
    {
      question: 'A 429 that names only some users',
      choice: 'the whole request is tried again later',
      why: 'it does not say that the others were stored; insert_id makes the repeat harmless',
    },
    {
      question: 'How is a connection tried (no test mode is known)?',
      choice: 'there is no test call',
      why: 'any event would count',
    },
  ],
}
