import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { klaviyoMetrics } from './map-events.ts'

const profile = 'attributes.profile.data.attributes'
const event = 'attributes.events.data[].attributes'
const identifiers = 'S, DOC reference 11 "Identifiers"'
const jsonApi = 'S, DOC reference 11 "Auth"'
const shop = 'S, DOC reference 11 "Events"'

function row(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('type', 'type', 'JSON:API: `event-bulk-create` for an event, `profile` for an identify call', jsonApi),
    row('attributes.profile.data.type', 'type', 'JSON:API: `profile`', jsonApi),
    row(`${profile}.email`, 'identity.plain.email', 'plain, only with `sendRaw` and both purposes', identifiers),
    row(
      `${profile}.phone_number`,
      'identity.plain.phone',
      'plain E.164, else left out; only with `sendRaw`',
      identifiers,
    ),
    row(`${profile}.external_id`, 'userId', 'plain, at most 255 characters, else left out', identifiers),
    row(`${profile}.anonymous_id`, 'anonymousId', 'plain, at most 255 characters, else left out', identifiers),
    row('attributes.email', 'identity.plain.email', 'of an identify call: the same', identifiers),
    row('attributes.phone_number', 'identity.plain.phone', 'of an identify call: the same', identifiers),
    row('attributes.external_id', 'userId', 'of an identify call: the same', identifiers),
    row('attributes.anonymous_id', 'anonymousId', 'of an identify call: the same', identifiers),
    row('attributes.properties.*', 'traits', 'the traits listed in `traits`', identifiers),
    row('attributes.events.data[].type', 'type', 'JSON:API: `event`', jsonApi),
    row(`${event}.metric.data.type`, 'standard', 'JSON:API: `metric`', jsonApi),
    row(`${event}.metric.data.attributes.name`, 'standard', 'the metric; see the events below', shop),
    row(
      `${event}.unique_id`,
      'vendorEventId',
      'per profile and metric, the first is kept; an Ordered Product adds its line',
      'DOC reference 11 "Dedup"',
    ),
    row(`${event}.time`, 'occurredAt', 'ISO 8601; never after the arrival', 'DOC reference 11 "Time"'),
    row(`${event}.value`, 'value', 'number in major units; positive for a refund', shop),
    row(`${event}.value_currency`, 'commerce.currency', 'ISO 4217, beside `value` only', shop),
    row(
      `${event}.properties.*`,
      'commerce, context.page, properties',
      'order, items and page in Klaviyo’s names, then the properties listed; at most 400, 100 KB a text, 4,000 a list',
      'DOC reference 11 "Limits"',
    ),
  ],
  events: klaviyoMetrics,
  consent:
    'Klaviyo has no consent field on an event: without advertising and ad_personalization nothing is sent. An event or ' +
    'an identify call subscribes nobody; permission to write e-mails or messages stays Klaviyo’s own, by channel. ' +
    'E-mail and phone go in clear, so the admin must switch `sendRaw` on besides.',
  rateLimits:
    '350 requests a second in bursts, 3,500 a minute; 429 carries Retry-After. A job holds 1,000 events and 5 MB.',
  choices: [
    {
      question: 'Which purposes (no source says)?',
      choice: 'advertising and ad_personalization',
      why: 'profiles for messages that sell are both; a permission to write e-mails is not asked of an event',
    },
    {
      question: 'Is it a sale or sharing in the US?',
      choice: 'no',
      why: 'it works for the shop alone; audiences leave Klaviyo only by the shop’s own order',
    },
    {
      question: 'Refunded Order (MEM)',
      choice: 'sent as the metric Refunded Order',
      why: 'a metric may have any name; the value is positive, since the name tells the direction',
    },
    {
      question: 'One Ordered Product a line: S sends 1+N requests',
      choice: 'in the same job entry as the order, 19 lines at most',
      why: 'one entry holds many events of a profile, so that order and lines stand or fall together',
    },
    {
      question: 'Which call for an identify (MEM: profile-import)?',
      choice: 'profile-import, one profile a request',
      why: 'it creates or updates; the plain profile call answers 409 for a known person',
    },
    {
      question: 'A job with a bad event (S marks the others to retry)',
      choice: 'the bad ones end, the rest is sent again at once',
      why: 'DOC: nothing of the job was done',
    },
  ],
}
