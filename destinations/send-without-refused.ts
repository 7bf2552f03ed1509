import { type DeliveryError, UnavailableError } from '../core/errors.ts'
import type { DeliverResult } from './contract.ts'

/** Row of one request that the vendor named as bad. */
export interface RefusedRow {
  index: number
  error: DeliveryError
}

/** Each round drops what the vendor named; a vendor that names one row a time must not hold the lease for ever. */
const roundsMax = 4

/**
 * For vendors that store nothing when one row is bad, but say which: what they named is given up, the rest is sent
 * again at once. A throw is true of all, since no earlier round stored anything.
 */
export async function sendWithoutRefused<Payload>(
  payloads: readonly Payload[],
  sendOnce: (rest: Payload[]) => Promise<RefusedRow[]>,
): Promise<DeliverResult> {
  const failed: RefusedRow[] = []
  let rest = payloads.map((payload, index) => ({ payload, index }))
  for (let round = 0; round < roundsMax && rest.length > 0; round += 1) {
    const refused = new Map((await sendOnce(rest.map(({ payload }) => payload))).map((row) => [row.index, row.error]))
    if (refused.size === 0) return { failed }
    for (const [place, { index }] of rest.entries()) {
      const error = refused.get(place)
      if (error !== undefined) failed.push({ index, error })
    }
    rest = rest.filter((_, place) => !refused.has(place))
  }
  const error = new UnavailableError(
    'rows_refused_again',
    'each try the vendor named another bad row; nothing was stored',
  )
  return { failed: [...failed, ...rest.map(({ index }) => ({ index, error }))] }
}
