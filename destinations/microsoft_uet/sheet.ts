import type { StandardEvent } from '../../core/event.ts'
import type { ConformanceSheet, FieldRule } from '../contract.ts'
import { uetEvents } from './map-events.ts'

const event = 'S, W reference 9 "Event"'
const plain = 'S reference 9 "plain"'
const custom = 'S reference 9 "customData"'

function field(path: string, from: string, rule: string, source: string): FieldRule {
  return { path, from, rule, source }
}

export const sheet: ConformanceSheet = {
  fields: [
    field('eventType', 'standard', 'pageLoad or custom; required', event),
    field('eventName', 'standard', 'the event action a goal listens for; custom only', event),
    field('eventId', 'vendorEventId', 'deduplicates with the UET tag', event),
    field('eventTime', 'occurredAt', 'unix seconds, never later than receipt; required', event),
    field('eventSourceUrl', 'context.page.url', 'http(s); required for pageLoad; without its query beside D', event),
    field(
      'adStorageConsent',
      'consent',
      'G only where all is granted, else D; always sent',
      'S, 3P reference 9 "Consent"',
    ),
    field(
      'userData.em',
      'identity.variants.email.stripped',
      'trim, lower-case, +alias and dots off on every domain; SHA-256 hex; the first',
      'DOC vector reference 0.3 (`john@contoso.com`)',
    ),
    field(
      'userData.ph',
      'identity.variants.phone.e164',
      'E.164 with +; SHA-256 hex; the first',
      '3P vector reference 0.3 (`+14255551234`)',
    ),
    field('userData.externalId', 'userId', 'plain; a user id that is an address or number was replaced before', plain),
    field('userData.anonymousId', 'anonymousId', 'plain', plain),
    field('userData.msclkid', 'clickIds.msclkid', 'plain, case kept', plain),
    field('userData.clientIpAddress', 'network.ip', 'plain IPv4 or IPv6', plain),
    field('userData.clientUserAgent', 'network.userAgent', 'plain', plain),
    field('userData.idfa', 'context.device.advertisingId', 'plain; iOS, only while the device lets apps track', plain),
    field(
      'userData.gaid',
      'context.device.advertisingId',
      'plain; Android, only while the device lets apps track',
      plain,
    ),
    field('customData.value', 'value', 'number in major units, never negative, only with a currency', custom),
    field('customData.currency', 'commerce.currency', 'ISO 4217', custom),
    field('customData.ecommTotalValue', 'value', 'of cart and purchase', custom),
    field('customData.transactionId', 'commerce.orderId', 'required for a purchase', custom),
    field('customData.items[].id', 'commerce.products[].productId', 'the id of the feed', custom),
    field('customData.items[].name', 'commerce.products[].name', 'text', custom),
    field('customData.items[].price', 'commerce.products[].price', 'number', custom),
    field('customData.items[].quantity', 'commerce.products[].quantity', 'whole, else left out', custom),
    field('customData.itemIds[]', 'commerce.products[].productId', 'the ids of the items', custom),
    field('customData.pageType', 'standard', 'home, product, category, searchresults, cart, purchase or other', custom),
    field('customData.searchTerm', 'commerce.searchQuery', 'searches only; not beside D', custom),
  ],
  events: Object.fromEntries(
    Object.entries(uetEvents).map(([name, mapped]) => [
      name,
      'drop' in mapped
        ? { dropped: 'Microsoft has no refund; a negative revenue would corrupt the goal' }
        : (mapped.eventName ?? mapped.eventType),
    ]),
  ) as Record<StandardEvent, string | { dropped: string }>,
  consent:
    'Needs advertising and ad_personalization, in US jurisdictions sale_or_sharing, too. Every event says adStorageConsent: ' +
    'G where all is granted; D where sale or sharing was refused outside the US, and then neither identifiers nor address, ' +
    'browser, query of the page or search words go along. After a US opt-out nothing is sent: Microsoft publishes no list of ' +
    'states for a restricted mode. The field stands in the event, so a batch may hold both.',
  rateLimits: 'None published; 429 is waited out. At most 1,000 events (S) and 1 MB (3P) a request.',
  choices: [
    {
      question: 'Where do dataProvider and continueOnValidationError stand (CONFLICT: S in each event, W at the root)?',
      choice: 'at the root',
      why: 'inside an event the default counts, and one bad event may fail all',
    },
    {
      question: 'E-mail: dots and +alias (CONFLICT: S keeps them)?',
      choice: 'off on every domain',
      why: 'the published vector of Microsoft',
    },
    {
      question: 'Phone (CONFLICT: S digits only)?',
      choice: 'E.164 with +',
      why: 'a published vector, seen with a third party',
    },
    {
      question: 'What does adStorageConsent say where nobody asked (peers: G)?',
      choice: 'D',
      why: 'a grant that nobody gave is none',
    },
    {
      question: 'Which IAB vendor is it?',
      choice: '1126, Microsoft Advertising',
      why: "Microsoft's page on UET and TCF names 1126 (and 32, Xandr, which this API does not send to)",
    },
    { question: 'How old may an event be (no source)?', choice: '7 days', why: 'as its peers; less is sent' },
    {
      question: 'externalId plain or hashed (ST hashes)?',
      choice: 'plain',
      why: 'the tag on the page sends it as it is; ids that are addresses or numbers are replaced before',
    },
    {
      question: 'Page title and referrer?',
      choice: 'not sent',
      why: 'no goal of a shop needs them; less is sent',
    },
    {
      question: 'How is a token verified without a test call?',
      choice: 'one event of nobody with D, named `tracklayer_test`',
      why: 'a goal listens by name, so it counts nowhere',
    },
  ],
}
