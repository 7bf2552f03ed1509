import { type StandardEvent, standardEvents } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'

const ref = 'DOC reference 3'

function field(path: string, from: string, rule: string, source = ref): FieldRule {
  return { path, from, rule, source }
}

const byAction = 'conversionAction'

export const sheet: ConformanceSheet = {
  fields: [
    field(
      'conversionAction',
      'settings.conversionActions',
      'resource name customers/{id}/conversionActions/{id}; required',
    ),
    field(
      'conversionDateTime',
      'occurredAt',
      'yyyy-mm-dd hh:mm:ss+00:00, after the click; required',
      `S, R reference 3 "Time"`,
    ),
    field(
      'orderId',
      'commerce.orderId',
      'of an order its own number, else the event id; deduplicated with the action',
      `${ref} "Dedup"`,
    ),
    field('conversionValue', 'value', 'number in major units, only with a currency', `${ref} "Required"`),
    field('currencyCode', 'commerce.currency', 'ISO 4217'),
    field('gclid', 'clickIds.gclid', 'plain, case kept', `${ref} "Required"`),
    field('gbraid', 'clickIds.gbraid', 'plain; only without a gclid', `${ref} "Required"`),
    field('wbraid', 'clickIds.wbraid', 'plain; only without gclid and gbraid', `${ref} "Required"`),
    field(
      'consent.adUserData',
      'consent.advertising',
      'GRANTED or DENIED, always sent',
      'SDK proto, reference 3 "Consent"',
    ),
    field(
      'consent.adPersonalization',
      'consent.ad_personalization',
      'GRANTED or DENIED, always sent',
      'SDK proto, reference 3 "Consent"',
    ),
    field(
      'userIdentifiers[].hashedEmail',
      'identity.variants.email.gmail',
      'SHA-256 hex; dots and +suffix off for gmail only; one identifier an object, at most five',
      'SDK reference 3 "Normalisation"',
    ),
    field(
      'userIdentifiers[].hashedPhoneNumber',
      'identity.variants.phone.e164',
      'SHA-256 hex of E.164 with +',
      'SDK reference 3 "Normalisation"',
    ),
    field(
      'userIdentifiers[].addressInfo.hashedFirstName',
      'identity.variants.first_name.google',
      'SHA-256 hex; lower-case, title off; enhancements only',
      'SDK reference 3 "Normalisation"',
    ),
    field(
      'userIdentifiers[].addressInfo.hashedLastName',
      'identity.variants.last_name.google',
      'SHA-256 hex; lower-case, suffixes off; enhancements only',
      'SDK reference 3 "Normalisation"',
    ),
    field(
      'userIdentifiers[].addressInfo.hashedStreetAddress',
      'identity.variants.street.lower',
      'SHA-256 hex; lower-case; enhancements only',
      'DOC reference 0.2',
    ),
    field('userIdentifiers[].addressInfo.city', 'identity.plain.city', 'plain', 'DOC reference 0.2'),
    field(
      'userIdentifiers[].addressInfo.state',
      'jurisdiction.region',
      'plain; of the order’s address only',
      'DOC reference 0.2',
    ),
    field('userIdentifiers[].addressInfo.postalCode', 'identity.plain.postcode', 'plain', 'DOC reference 0.2'),
    field(
      'userIdentifiers[].addressInfo.countryCode',
      'jurisdiction.country',
      'plain ISO 3166-1 alpha-2; of the order’s address only',
      'DOC reference 0.2',
    ),
    field(
      'adjustmentType',
      'standard',
      'RETRACTION (whole refund), RESTATEMENT (part), ENHANCEMENT',
      `${ref} "Adjustments"`,
    ),
    field('adjustmentDateTime', 'occurredAt', 'as conversionDateTime, after the conversion; refunds', 'SDK proto'),
    field(
      'restatementValue.adjustedValue',
      'properties.remaining_value',
      'what is left; RESTATEMENT only',
      `${ref} "Adjustments"`,
    ),
    field('restatementValue.currencyCode', 'commerce.currency', 'ISO 4217; RESTATEMENT only', `${ref} "Adjustments"`),
    field('userAgent', 'network.userAgent', 'plain; enhancements only', 'SDK proto'),
  ],
  events: {
    ...(Object.fromEntries(standardEvents.map((event) => [event, byAction])) as Record<StandardEvent, string>),
    refund: 'adjustmentType',
  },
  consent:
    'advertising alone opens it, since Google has a field for ad_personalization. Both fields go with every conversion, ' +
    'DENIED unless granted; adjustments have none, they follow the conversion they adjust. Limited mode (a US opt-out in a ' +
    'listed state, where the policy wants it) and a refused sale elsewhere say DENIED twice and send no user data: the click ' +
    'alone, no hash, no address, no user agent. Without a click id nothing is sent, and no enhancement; a refund still is.',
  rateLimits:
    'Token bucket per customer and developer token; RESOURCE_EXHAUSTED says when (retryDelay). At most 2,000 rows a request.',
  choices: [
    {
      question: 'Which id do page and server share? (reference 3 "Dedup")',
      choice: 'an order’s own number; else the event id',
      why: 'the tag sends transaction_id, and a refund finds its conversion by it',
    },
    {
      question: 'Names and street in click conversions?',
      choice: 'in enhancements only',
      why: 'DOC ClickConversion v26: only hashed e-mail and phone are supported there, the rest is refused',
    },
    {
      question: 'Identifiers beside gbraid or wbraid? (MEM: once refused)',
      choice: 'none',
      why: 'less is sent',
    },
    {
      question: 'The IP address? (reference 0.2: plain)',
      choice: 'not sent',
      why: 'DOC: Google has no use for it from the EEA, UK and Switzerland, and elsewhere less is sent',
    },
    {
      question: 'In which US states does a restricted mode stand for an opt-out?',
      choice: 'California, Colorado, Connecticut, Utah and Virginia',
      why: 'Google’s page on restricted data processing names the law of California and those of 2023 (states: 3P); elsewhere an opted-out event is not sent',
    },
    {
      question: 'Is a click sent where adUserData is DENIED?',
      choice: 'yes, without user data',
      why: 'the click id is not user data of the shop; Google keeps to the field it is told',
    },
    {
      question: 'Is an unset ad_personalization UNSPECIFIED (R) or DENIED?',
      choice: 'DENIED',
      why: 'the account may turn UNSPECIFIED into a grant; unset is none',
    },
    {
      question: 'Is a refund whole or part?',
      choice: 'what the event says of the order’s value; else whole, with a warning (`refund_extent_unknown`)',
      why: 'a restatement needs what is left, and nothing of the order is kept to know it by',
    },
    {
      question: 'How old may an event be? (MEM)',
      choice: '90 days for conversions, 54 for refunds (DOC CONVERSION_EXPIRED), one for enhancements',
      why: 'Google answers EXPIRED_EVENT by the action’s own window, which is shorter at most',
    },
    {
      question: 'When does v26 end? (reference 19)',
      choice: 'not stated',
      why: 'no published day was seen; versions live about a year',
    },
  ],
}
