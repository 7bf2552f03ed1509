import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { specNames } from './map-events.ts'

const http = 'DOC reference 15 "Endpoint"'
const required = 'DOC reference 15 "Required"'

function row(path: string, from: string, rule: string, source = http): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('type', 'type', 'the call: track, identify, page, screen, group, alias', required),
    row('messageId', 'vendorEventId', 'under 100 characters; drops repeats', required),
    row('timestamp', 'occurredAt', 'ISO 8601; never after the arrival'),
    row('userId', 'userId', 'plain; this or anonymousId', required),
    row('anonymousId', 'anonymousId', 'plain; this or userId', required),
    row(
      'event',
      'standard',
      'of a track call, required: the ecommerce spec’s name, or as sent with `names: sent`',
      required,
    ),
    row('name', 'name', 'of a page or screen', 'DOC reference 15 "Endpoint"'),
    row(
      'properties.*',
      'properties, commerce',
      'as sent; fields of the ecommerce spec are added where they are missing, unless `names: sent`',
      'DOC wire-formats 5.1',
    ),
    row('traits.*', 'traits', 'of identify and group: as kept, without personal fields', 'DOC wire-formats 5.1'),
    row('groupId', 'groupId', 'of a group call, required'),
    row('previousId', 'previousId', 'of an alias call, required beside userId'),
    row('context.ip', 'network.ip', 'only with the setting `network`', 'DOC wire-formats 5.1'),
    row('context.userAgent', 'network.userAgent', 'only with the setting `network`', 'DOC wire-formats 5.1'),
    row(
      'context.consent.categoryPreferences.*',
      'consent',
      'true only while every purpose of the category is granted; the sender’s own object is never sent on',
      'DOC reference 15 "Consent"',
    ),
    row('context.*', 'context', 'as kept, without `direct`', 'DOC wire-formats 5.1'),
    row('integrations.*', 'integrations', 'as sent: it only narrows', 'DOC wire-formats 5.1'),
  ],
  events: { ...specNames, page: 'page' },
  consent:
    'Analytics is needed. Everything else the person refused, or was not asked for, is told as false in ' +
    '`context.consent.categoryPreferences`, where the receiver holds back the tools behind it; without advertising there ' +
    'are no click ids and no advertising id, in URLs neither. A refused sale tells advertising false. E-mail, phone and ' +
    'hashes are never sent. A receiver that does not read the field should be given more `purposes` in the configuration.',
  rateLimits:
    '1,000 requests a second advised; 429 carries Retry-After or X-RateLimit-Reset in seconds. 32 KB a message, 500 KB and ' +
    '2,500 messages a batch: what exceeds the number is answered 200 and dropped.',
  choices: [
    {
      question: 'Which purposes must be granted?',
      choice: 'analytics; the others are told',
      why: 'reference 15: consent is carried and evaluated downstream',
    },
    {
      question: 'What is told of a purpose nobody was asked for?',
      choice: 'false',
      why: 'the field knows two values, and silence is no grant',
    },
    {
      question: 'Forward as it came, or under the spec’s names?',
      choice: 'the spec’s, by default; a setting leaves them',
      why: 'the tools behind the receiver read the spec, and a sender of the spec sees no difference',
    },
    {
      question: 'E-mail in traits, which many tools behind it match on',
      choice: 'not sent',
      why: 'Segment takes it in clear, and the raw need is declared for none but Klaviyo',
    },
    {
      question: 'A refund (reference 18.9 names other vendors)',
      choice: 'forwarded as Order Refunded',
      why: 'the receiver is no ad vendor: the call is passed on, and Segment’s spec has it',
    },
    {
      question: 'How is a connection tried?',
      choice: 'there is no test call',
      why: 'Segment answers 200 to a wrong key, and an event would count',
    },
    {
      question: 'Which kind of deletion?',
      choice: 'DELETE_ONLY',
      why: 'suppression at Segment would also stop a person who comes back and agrees',
    },
  ],
}
