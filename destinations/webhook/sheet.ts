import { standardEvents } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'

const standard = 'DOC Standard Webhooks 1.0.0 "Payload Structure"'
const ours = 'ours: the field of our own API'

function asStored(name: string, rule: string): FieldRule {
  return { path: `data.${name}`, from: name, rule, source: ours }
}

export const sheet: ConformanceSheet = {
  fields: [
    {
      path: 'type',
      from: 'standard',
      rule: 'full-stop delimited, one of a closed set; `event.` and the standard event, else the event type',
      source: standard,
    },
    { path: 'timestamp', from: 'occurredAt', rule: 'ISO 8601, when it happened', source: standard },
    asStored('eventId', 'our id of the event'),
    asStored('vendorEventId', 'the id to deduplicate by, the same as the page makes'),
    asStored('messageId', 'the sender’s'),
    asStored('sourceId', 'the source it came through'),
    asStored('type', 'track, identify, page, screen, group, alias'),
    asStored('name', 'as sent; null where the type has none'),
    asStored('standard', 'what it means; null for a custom event'),
    asStored('occurredAt', 'ISO 8601 with milliseconds, UTC'),
    asStored('receivedAt', 'ISO 8601 with milliseconds, UTC'),
    asStored('userId', 'an e-mail or phone in its place was replaced by a keyed hash'),
    asStored('anonymousId', 'as the page keeps it'),
    asStored('previousId', 'of an alias call'),
    asStored('groupId', 'of a group call'),
    { path: 'data.properties.*', from: 'properties', rule: 'as sent, without personal values', source: ours },
    { path: 'data.traits.*', from: 'traits', rule: 'only those that name no person', source: ours },
    { path: 'data.context.*', from: 'context', rule: 'without address, user agent, traits and consent', source: ours },
    asStored('value', 'major units, as the route’s `value` says'),
    {
      path: 'data.commerce.*',
      from: 'commerce',
      rule: 'money in major units of `currency`; null = not sent',
      source: ours,
    },
    {
      path: 'data.jurisdiction.country',
      from: 'jurisdiction.country',
      rule: 'ISO 3166-1 alpha-2; null = unknown',
      source: ours,
    },
    { path: 'data.jurisdiction.region', from: 'jurisdiction.region', rule: 'US and CA only', source: ours },
    {
      path: 'data.consent.*',
      from: 'consent',
      rule: 'granted, denied or unset by purpose, as it was decided',
      source: ours,
    },
    asStored('test', 'a test order'),
    {
      path: 'data.hashed.*',
      from: 'identity.variants',
      rule: 'SHA-256, lower-case hex, by variant; only while advertising is granted',
      source: ours,
    },
    { path: 'data.clickIds.*', from: 'clickIds', rule: 'case kept; only while advertising is granted', source: ours },
  ],
  events: Object.fromEntries(standardEvents.map((event) => [event, `event.${event}`])) as ConformanceSheet['events'],
  consent:
    'Nobody can know what a receiver does with an event, so all four purposes must be granted together; the workspace ' +
    'may add to them, never take away. Without advertising neither hashes nor click ids are sent. There is no limited mode.',
  rateLimits:
    'None known: the receiver says so with 429, 502 or 504 and Retry-After. Five requests go at once, one event each.',
  choices: [
    {
      question: 'Does a 403 or 404 mean that the endpoint is gone?',
      choice: 'retried; only 401 and 410 pause the destination',
      why: 'DOC names 410 alone; firewalls and deployments answer 403 and 404 for minutes',
    },
    {
      question: 'Is the sender’s consent object passed on?',
      choice: 'no, only what was decided',
      why: 'a receiver that decodes it again could come to another answer',
    },
  ],
}
