import { eventTypes } from '../../core/event.ts'

/** The doors that browsers may call: events and choices. */
export const ingestPaths: ReadonlySet<string> = new Set([
  ...eventTypes.map((type) => `/v1/${type}`),
  '/v1/batch',
  '/v1/import',
  '/v1/consent',
])
