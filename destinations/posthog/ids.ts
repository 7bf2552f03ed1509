import type { Event } from '../../core/event.ts'
import { uuidFrom } from '../../core/ids.ts'
import { sha256Hex } from '../../core/seal.ts'
import { filled } from '../json-at.ts'

/** PostHog refuses to identify by these, and they would make one person of many (DOC "Identifying users"). */
const placeholders = new Set([
  ...['anonymous', 'guest', 'distinctid', 'distinct_id', 'id', 'not_authenticated', 'email', 'undefined', 'true'],
  ...['false', 'null', 'none', 'nil', 'nan', '0', '[object object]', '00000000-0000-0000-0000-000000000000'],
])
const idLengthMax = 200

export interface Ids {
  userId: string | null
  anonymousId: string | null
}

export function idsOf({ userId, anonymousId }: Event): Ids {
  return { userId: usable(userId), anonymousId: usable(anonymousId) }
}

/**
 * PostHog drops a repeat by `uuid`, and in silence a `uuid` that is none. The event's own id is one or is hashed into one
 * together with the name: a shop may give one id to two events of a page.
 */
export function uuidOf({ vendorEventId }: Event, name: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(vendorEventId)) return vendorEventId.toLowerCase()
  return uuidFrom(Buffer.from(sha256Hex(`${vendorEventId}\n${name}`), 'hex'))
}

function usable(id: string | null): string | null {
  const text = filled(id)
  if (text === null || text.length > idLengthMax) return null
  return placeholders.has(text.trim().toLowerCase()) ? null : text
}
