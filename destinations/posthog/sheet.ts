import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { postHogEvents } from './map-events.ts'

const required = 'S, R reference 14 "Required"'
const capture = 'DOC posthog "Capture API"'

function row(path: string, from: string, rule: string, source = capture): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('event', 'standard', 'required; `$…` names are PostHog’s own', required),
    row(
      'distinct_id',
      'userId',
      'required: user id, else anonymous id; no placeholder, at most 200 characters',
      required,
    ),
    row(
      'uuid',
      'vendorEventId',
      'the event id where it is a UUID, else a UUID made of its SHA-256 with the name; drops repeats',
      'DOC reference 14 "Dedup"',
    ),
    row('timestamp', 'occurredAt', 'ISO 8601; never after the arrival', 'DOC reference 14 "Limits"'),
    row(
      'historical_migration',
      'occurredAt',
      'of the whole request: true for events 48 hours old and more at arrival, which go apart',
      'DOC reference 14 "Limits"',
    ),
    row('properties.event_id', 'vendorEventId', 'as it is, to be found by'),
    row('properties.$process_person_profile', 'userId', 'by the setting `personProfiles`', required),
    row('properties.$set.*', 'traits', 'the traits listed in `personProperties`, where there is a profile'),
    row('properties.$anon_distinct_id', 'anonymousId', 'of an identify call: joins what was done before'),
    row('properties.$ip', 'network.ip', 'only with the setting `network`', required),
    row('properties.$raw_user_agent', 'network.userAgent', 'only with the setting `network`', 'MEM'),
    row('properties.$geoip_disable', 'network.ip', 'true where no address is sent: ours would be looked up', required),
    row('properties.$current_url', 'context.page.url', 'of a page'),
    row(
      'properties.*',
      'properties, commerce, context',
      'as sent without `$…` names; order, page and device over them',
    ),
  ],
  events: { ...postHogEvents, refund: { dropped: 'no_refund_at_vendor' } },
  consent:
    'PostHog has no consent field: without analytics nothing is sent. Without advertising there are no click ids, in URLs ' +
    'neither. Hashes, e-mail and phone are never sent. A person profile is kept only of whom `personProfiles` says.',
  rateLimits:
    '20 MB a request, 1 MB an event; no published number of requests. 429 is waited out; a 200 with `quota_limited` means ' +
    'that the events were dropped, and is retried.',
  choices: [
    {
      question: 'Is a uuid sent (DOC: optional, a bad one is dropped; S sends none)?',
      choice: 'always, a valid one',
      why: 'reference 18.4: without it every retry counts twice',
    },
    {
      question: 'A 200 with quota_limited (seen in its open source)',
      choice: 'throttled: retried for a day, then dead',
      why: 'the events were not kept, and an admin can raise the limit meanwhile',
    },
    {
      question: 'Is a refund sent (reference 18.9: not among those who know one)?',
      choice: 'no; with `refunds` as the event Order Refunded, without effect on the order',
      why: 'PostHog subtracts nothing; a shop that sums it in a formula may want to see it',
    },
    {
      question: 'Whose address does PostHog note where none is sent?',
      choice: '$geoip_disable; switch "Discard client IP data" on in the project',
      why: 'capture notes the sender’s address, which is ours, and there is no field against it',
    },
    {
      question: 'Event names: the spec’s, or words in lower case as PostHog advises?',
      choice: 'the spec’s for the shop, PostHog’s manner for accounts',
      why: 'the shop’s names are what other sources of a project send',
    },
    { question: 'How is a connection tried?', choice: 'there is no test call', why: 'any event would count' },
  ],
}
