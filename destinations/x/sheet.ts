import { type StandardEvent, standardEvents } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'

const body = 'R, W, ST reference 10 "Body"'
const identifiers = 'DOC web-conversions, reference 10 "Identifiers"'

function field(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    field('conversion_time', 'occurredAt', 'ISO 8601, never later than receipt; required', body),
    field('event_id', 'settings.events', 'the id of a configured event, short or tw-pixel-event; required', body),
    field('identifiers[].twclid', 'clickIds.twclid', 'plain, case kept', identifiers),
    field('identifiers[].hashed_email', 'identity.variants.email.plain', 'trim, lower-case; SHA-256 hex', identifiers),
    field(
      'identifiers[].hashed_phone_number',
      'identity.variants.phone.e164',
      'E.164 with +; SHA-256 hex',
      identifiers,
    ),
    field('identifiers[].ip_address', 'network.ip', 'plain IPv4, beside another id only', identifiers),
    field('identifiers[].user_agent', 'network.userAgent', 'plain, beside another id only', identifiers),
    field('conversion_id', 'vendorEventId', 'deduplicates with the X Pixel', body),
    field('value', 'value', 'a string in major units, only with a currency', body),
    field('price_currency', 'commerce.currency', 'ISO 4217', body),
    field('number_items', 'commerce.products[].quantity', 'whole number', body),
    field('contents[].content_id', 'commerce.products[].productId', 'the id of the catalogue', body),
    field('contents[].content_name', 'commerce.products[].name', 'text', body),
    field('contents[].content_price', 'commerce.products[].price', 'number', body),
    field('contents[].num_items', 'commerce.products[].quantity', 'whole, else left out', body),
  ],
  events: {
    ...(Object.fromEntries(standardEvents.map((event) => [event, 'event_id'])) as Record<StandardEvent, string>),
    refund: { dropped: 'X has no refund, and a negative value would corrupt the event' },
  },
  consent:
    'X has no consent field: without advertising and ad_personalization, in US jurisdictions sale_or_sharing, too, nothing ' +
    'is sent. There is no restricted mode.',
  rateLimits:
    '100,000 requests (API reference) or 60,000 events (guide) in 15 minutes an account; a 429 is waited out, to ' +
    'x-rate-limit-reset where there is no Retry-After. At most 500 conversions a request.',
  choices: [
    {
      question: 'OAuth 1.0a (R, W) or X-Pixel-Token (ST, June 2026; X’s own GTM template)?',
      choice: 'X-Pixel-Token',
      why: 'a token of one pixel can do less than a user’s four secrets, and no signing library is needed',
    },
    {
      question: 'Which form has a phone (reference 10: unverified)?',
      choice: 'E.164 with +',
      why: 'DOC publishes the digest of +11234567890 (1fa6b8d9…), which is the one of that form',
    },
    {
      question: 'One key an identifier (reference 10) or address and browser in one (DOC example; CONFLICT)?',
      choice: 'one key each, address and browser together',
      why: 'the vendor’s own example',
    },
    { question: 'IPv6 addresses?', choice: 'not sent', why: 'DOC asks for dotted decimals; a bad row refuses all' },
    { question: 'How old may an event be (no source)?', choice: '7 days', why: 'as its peers; less is sent' },
    {
      question: 'Page URL, search words, description?',
      choice: 'not sent',
      why: 'they match nobody; less is sent',
    },
    {
      question: 'Is there a test call?',
      choice: 'none',
      why: 'any conversion would count, and the token can do nothing else',
    },
    {
      question: 'Which IAB vendor is it (no source)?',
      choice: 'none declared',
      why: 'a TC string can refuse X and grants it nothing',
    },
  ],
}
