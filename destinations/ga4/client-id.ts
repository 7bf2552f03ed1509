import type { Event } from '../../core/event.ts'
import { sha256Hex } from '../../core/seal.ts'
import { filled } from '../json-at.ts'
import { cut, limits } from './limits.ts'

/**
 * GA4's own browser id where the page sends it; else one made from our anonymous or user id in GA4's form (`n.n`). It is
 * the same for every event of the person and tells Google neither id. Null = nobody to count.
 */
export function clientIdOf(event: Event): string | null {
  const fromBrowser = event.clickIds.ga_client_id?.replace(/^GA\d\.\d+\./, '')
  if (fromBrowser !== undefined && /^[\w.-]{1,100}$/.test(fromBrowser)) return fromBrowser
  const [anonymousId, userId] = [filled(event.anonymousId), filled(event.userId)]
  if (anonymousId !== null) return madeFrom(`anonymous_id\n${anonymousId}`)
  return userId === null ? null : madeFrom(`user_id\n${userId}`)
}

function madeFrom(seed: string): string {
  const digest = sha256Hex(`ga4-client-id\n${seed}`)
  return `${Number.parseInt(digest.slice(0, 8), 16)}.${Number.parseInt(digest.slice(8, 16), 16)}`
}

/** Only an id that names nobody: GA4 forbids personal ones, and `em_`/`ph_` stand for an e-mail or a phone (design 5). */
export function userIdOf(event: Event): string | undefined {
  const userId = filled(event.userId)
  if (userId === null || /^(em|ph)_/.test(userId) || userId.includes('@')) return undefined
  return cut(userId, limits.userIdMax)
}

/** From the `_ga_…` cookie; anything but digits would open a session of its own. */
export function sessionIdOf(event: Event): string | undefined {
  const { ga_session_id: id } = event.clickIds
  return id !== undefined && /^\d{1,20}$/.test(id) ? id : undefined
}
