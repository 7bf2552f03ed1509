import type { HoldForConsent } from '../config.ts'
import { type PurposeValues, purposes } from '../purpose.ts'

/** What the person could still grant: gates and identity of a held event are asked as if they had. */
export function ifGranted(values: PurposeValues, hold: HoldForConsent | undefined): PurposeValues {
  if (hold === undefined) return values
  const entries = purposes.map((purpose) => {
    const isOpen = values[purpose] === 'unset' && hold.purposes.includes(purpose)
    return [purpose, isOpen ? 'granted' : values[purpose]] as const
  })
  return Object.fromEntries(entries) as PurposeValues
}
