import type { Event } from '../core/event.ts'
import { sha256Hex } from '../core/seal.ts'

/**
 * A number in [0, 1) that is the same for every event of one person. Not salted by route: who is in a sample of 10 % is
 * in one of 20 %, too, so two destinations sampled alike see the same people.
 */
export function sampleOf({ anonymousId, userId, messageId }: Event): number {
  const person = anonymousId ?? userId ?? messageId
  return Number.parseInt(sha256Hex(`sample\n${person}`).slice(0, 8), 16) / 2 ** 32
}
