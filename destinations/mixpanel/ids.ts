import type { Event } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { sha256Hex } from '../../core/seal.ts'
import { compact, filled } from '../json-at.ts'
import type { MixpanelSettings } from './settings.ts'

/** Mixpanel refuses them as ids, and the event with them (reference 13, "ids"; DOC Import Events). */
const placeholders = new Set([
  ...['anon', 'anonymous', 'nil', 'none', 'null', 'n/a', 'na', 'undefined', 'unknown', 'true', 'false'],
  ...['0', '-1', '[]', '{}', '<nil>', 'nan', 'lmy47d', '00000000-0000-0000-0000-000000000000'],
])
const idBytesMax = 255

export interface Ids {
  userId: string | null
  deviceId: string | null
}

export function idsOf({ userId, anonymousId }: Event): Ids {
  return { userId: usable(userId), deviceId: usable(anonymousId) }
}

/** Simplified merge makes the same id of the other two; deduplication asks for it, so it is always sent. */
export function idProperties({ userId, deviceId }: Ids, { idMerge }: MixpanelSettings): JsonObject {
  if (idMerge === 'original') return { distinct_id: userId ?? deviceId ?? '' }
  return compact({ distinct_id: distinctId(userId, deviceId), $user_id: userId, $device_id: deviceId })
}

function distinctId(userId: string | null, deviceId: string | null): string {
  return userId ?? deviceDistinctId(deviceId ?? '')
}

export function deviceDistinctId(deviceId: string): string {
  return `$device:${deviceId}`
}

/** At most 36 letters, digits and dashes; what is none is hashed, the same on every retry and replay. */
export function insertId({ vendorEventId }: Event): string {
  const fits = /^[A-Za-z0-9-]{1,36}$/.test(vendorEventId) && !placeholders.has(vendorEventId.toLowerCase())
  return fits ? vendorEventId : sha256Hex(vendorEventId).slice(0, 36)
}

function usable(id: string | null): string | null {
  const text = filled(id)
  if (text === null || Buffer.byteLength(text) > idBytesMax) return null
  return placeholders.has(text.trim().toLowerCase()) ? null : text
}
