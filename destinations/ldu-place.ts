import type { Jurisdiction } from '../core/event.ts'

/** Where Limited Data Use holds, in Meta's numbers, which Snapchat took over: 1, 1000 = California; 0, 0 = the vendor finds the place itself. */
export function lduPlace({ country, region }: Jurisdiction): { country: 0 | 1; state: 0 | 1000 } {
  return country === 'US' && region === 'CA' ? { country: 1, state: 1000 } : { country: 0, state: 0 }
}
