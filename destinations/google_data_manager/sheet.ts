import { type StandardEvent, standardEvents } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'

const event = 'SDK proto, DOC reference 3b "Event"'
const shape = 'SDK proto, reference 3b "Shape"'
const normalised = 'SDK reference 3 "Normalisation"'

function row(path: string, from: string, rule: string, source = event): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    row('productDestinationId', 'settings.conversionActions', 'of the request: the number of the action', shape),
    row('event.transactionId', 'commerce.orderId', 'of an order its own number, else the event id; deduplicated'),
    row('event.eventTimestamp', 'occurredAt', 'RFC 3339; never after the arrival'),
    row('event.eventSource', 'context', 'APP of a phone, IN_STORE of a till, else WEB'),
    row('event.conversionValue', 'value', 'number in major units, only with a currency'),
    row('event.currency', 'commerce.currency', 'ISO 4217, beside the value'),
    row('event.adIdentifiers.gclid', 'clickIds.gclid', 'plain, case kept'),
    row('event.adIdentifiers.gbraid', 'clickIds.gbraid', 'plain; only without a gclid'),
    row('event.adIdentifiers.wbraid', 'clickIds.wbraid', 'plain; only without gclid and gbraid'),
    row(
      'event.userData.userIdentifiers[].emailAddress',
      'identity.variants.email.gmail',
      'SHA-256 hex; dots and +suffix off for gmail only; one identifier an object, at most ten',
      normalised,
    ),
    row(
      'event.userData.userIdentifiers[].phoneNumber',
      'identity.variants.phone.e164',
      'SHA-256 hex of E.164 with +',
      normalised,
    ),
    row(
      'event.userData.userIdentifiers[].address.givenName',
      'identity.variants.first_name.google',
      'SHA-256 hex; all four of an address or none',
      normalised,
    ),
    row(
      'event.userData.userIdentifiers[].address.familyName',
      'identity.variants.last_name.google',
      'SHA-256 hex',
      normalised,
    ),
    row(
      'event.userData.userIdentifiers[].address.regionCode',
      'jurisdiction.country',
      'plain, of an order’s address only',
    ),
    row('event.userData.userIdentifiers[].address.postalCode', 'identity.plain.postcode', 'plain'),
    row('event.consent.adUserData', 'consent.advertising', 'CONSENT_GRANTED or CONSENT_DENIED, always sent', shape),
    row('event.consent.adPersonalization', 'consent.ad_personalization', 'the same', shape),
  ],
  events: Object.fromEntries(
    standardEvents.map((standard) => [
      standard,
      standard === 'refund' ? { dropped: 'no_refund_at_vendor' } : 'productDestinationId',
    ]),
  ) as Record<StandardEvent, string | { dropped: string }>,
  consent:
    'Consent stands on every event and never on the request, so people of different choices may share one. Without ' +
    'advertising nothing is sent; without ad_personalization the event goes with CONSENT_DENIED there. A refused sale ' +
    'denies both, and then the click id goes alone.',
  rateLimits:
    '100,000 requests a day, 300 a minute and project, at most 10 at a time advised; else 429 RESOURCE_EXHAUSTED. 2,000 events a ' +
    'request.',
  choices: [
    {
      question: 'Several actions in one request (destination references), or one request each?',
      choice: 'one each',
      why: 'results come by request, and counts of one action say more',
    },
    {
      question: 'Consent of the request or of the event?',
      choice: 'of the event',
      why: 'reference 18.7: states of a request must not mix, and of events they cannot',
    },
    {
      question: 'A refund',
      choice: 'dropped',
      why: 'the API ingests and adjusts nothing; the Google Ads destination retracts by order',
    },
    {
      question: 'How old may an event be (EVENT_TOO_OLD, no number published)?',
      choice: '90 days',
      why: 'the longest window of a conversion action (reference 18.3, MEM)',
    },
    {
      question: 'IP address and device',
      choice: 'not sent',
      why: 'they are optional, and a match by them alone is none',
    },
  ],
}
