import { countryCodeFor } from './identity/country-code.ts'

const writtenLengthMax = 60

/** ISO 3166-1 alpha-2 of whatever a sender wrote: a code or a name (Segment's `location.country` holds either); null = unreadable. */
export function countryCode(written: unknown): string | null {
  return typeof written === 'string' && written.length <= writtenLengthMax ? countryCodeFor(written) : null
}
