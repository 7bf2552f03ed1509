import { eventTypes } from '../../core/event.ts'

/** The doors that take events: the only ones that browsers may call. */
export const ingestPaths: ReadonlySet<string> = new Set([
  ...eventTypes.map((type) => `/v1/${type}`),
  '/v1/batch',
  '/v1/import',
])
