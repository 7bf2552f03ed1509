import type { Event } from './event.ts'

/** Where nothing of an event is at hand, or nothing but what is spread over it: a reduced one, a signal by itself. */
export const silentEvent = {
  messageId: '',
  vendorEventId: '',
  name: null,
  standard: null,
  userId: null,
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: {},
  traits: {},
  context: {},
  commerce: null,
  clickIds: {},
  jurisdiction: { country: null, region: null, source: 'unknown' },
  integrations: {},
  test: false,
  bot: false,
  scrubbed: [],
} satisfies Partial<Event>
