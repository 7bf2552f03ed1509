import { type StandardEvent, standardEvents } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'

const required = 'S, R reference 8 "Required"'
const identifiers = 'S, ST reference 8 "Identifiers"'
const money = 'S reference 8 "Value"'

function field(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    field('conversion', 'settings.conversionRules', 'urn:lla:llaPartnerConversion:{rule}; required', required),
    field('conversionHappenedAt', 'occurredAt', 'unix milliseconds, never later than receipt; required', required),
    field('conversionValue.currencyCode', 'commerce.currency', 'ISO 4217', money),
    field('conversionValue.amount', 'value', 'a string in major units, only with a currency', money),
    field('user.userIds[]', 'identity, clickIds', 'a list, empty where there is no id, never absent', required),
    field(
      'user.userIds[].idType',
      'identity, clickIds',
      'SHA256_EMAIL or LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID',
      identifiers,
    ),
    field(
      'user.userIds[].idValue',
      'identity.variants.email.plain, clickIds.li_fat_id',
      'the e-mail trimmed, lower-case, SHA-256 hex; the click id plain; the list may be empty and is never absent',
      identifiers,
    ),
    field(
      'user.userInfo.firstName',
      'identity.plain.first_name',
      'plain, with the last name only; with sendRaw',
      identifiers,
    ),
    field(
      'user.userInfo.lastName',
      'identity.plain.last_name',
      'plain, with the first name only; with sendRaw',
      identifiers,
    ),
    field(
      'user.userInfo.countryCode',
      'jurisdiction.country',
      'ISO 3166-1 alpha-2 of the order’s address; beside names only',
      identifiers,
    ),
    field('user.externalIds[]', 'userId', 'plain, one at most; with externalId', identifiers),
    field('eventId', 'vendorEventId', 'shared with the Insight Tag', 'DOC reference 8 "Dedup"'),
  ],
  events: {
    ...(Object.fromEntries(standardEvents.map((event) => [event, 'conversion'])) as Record<StandardEvent, string>),
    refund: { dropped: 'LinkedIn has no refund, and a negative value would corrupt the rule' },
  },
  consent:
    'LinkedIn has no consent field: without advertising and ad_personalization, in US jurisdictions sale_or_sharing, too, ' +
    'nothing is sent. There is no restricted mode.',
  rateLimits:
    '600 requests a minute and 300,000 a day (DOC; R says 300 a minute); 429 is waited out. At most 5,000 elements a request.',
  choices: [
    {
      question: 'Which version (S 202603, W and ST 202604, R 202511 which has ended)?',
      choice: '202604, taken to end on 15 April 2027',
      why: 'the newest that was seen at work; versions are kept a year and end in mid-month',
    },
    {
      question: '600 (DOC, 3P) or 300 (R) requests a minute (CONFLICT)?',
      choice: 'what the answer says',
      why: 'a batch holds 5,000, so neither is reached',
    },
    {
      question: 'ACXIOM_ID (S writes AXCIOM_ID), ORACLE_MOAT_ID, PLAINTEXT_IP_ADDRESS, GOOGLE_AID?',
      choice: 'not sent',
      why: 'e-mail and click id match; less is sent',
    },
    { question: 'Names in clear?', choice: 'only with sendRaw', why: 'every other vendor takes them hashed' },
    { question: 'Job title and company?', choice: 'not sent', why: 'less is sent' },
    {
      question: 'Which IAB vendor is it (no source)?',
      choice: 'none declared',
      why: 'a TC string can refuse LinkedIn and grants it nothing',
    },
    {
      question: 'How is access verified without a test call (MEM)?',
      choice: 'a configured rule is read',
      why: 'any real event would count',
    },
  ],
}
