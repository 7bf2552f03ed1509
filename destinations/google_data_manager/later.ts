import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { LaterResult, VendorAnswer } from '../contract.ts'
import { jsonAt, textAt } from '../json-at.ts'
import { errorFor } from './answers.ts'
import { type Context, sendSigned } from './deliver.ts'
import { version } from './version.ts'

/** Google works a request off within a day as far as seen (MEM). */
export const withinSeconds = 24 * 3600

/** Counted before: what we wanted (reference 18.6). */
const duplicates = new Set(['duplicate_transaction_id', 'duplicate_gclid'])

export async function ask(requestId: string, ctx: Context): Promise<LaterResult> {
  const { endpoint } = ctx.settings
  const url = `${endpoint}/${version.api}/requestStatus:retrieve?requestId=${encodeURIComponent(requestId)}`
  const answer = await sendSigned({ method: 'GET', url }, ctx)
  const places = placesIn(answer)
  if (places === null) throw errorFor(answer) ?? new Error('a status without a destination')
  return resultOf(places)
}

/** Of every destination of the request; ours have one. */
export function resultOf(places: readonly JsonObject[]): LaterResult {
  const isOver = places.every((place) => finished.has(textAt(place, 'requestStatus') ?? ''))
  if (!isOver) return { done: false }
  const counts = places.flatMap((place) => objectsIn(jsonAt(place, 'errorInfo', 'errorCounts')))
  const refused = counts.map(refusalOf).filter(({ reason, count }) => count > 0 && !duplicates.has(reason))
  return { done: true, refused }
}

const finished = new Set(['SUCCESS', 'PARTIAL_SUCCESS', 'FAILED'])

/** int64 comes as text in proto JSON. */
function refusalOf(count: JsonObject): { reason: string; count: number } {
  const word = (textAt(count, 'reason') ?? '').replace(/^PROCESSING_ERROR_REASON_/, '')
  const reason = /^[A-Z][A-Z0-9_]{1,99}$/.test(word) ? word.toLowerCase() : 'refused_later'
  const records = Number(count.recordCount)
  return { reason, count: Number.isSafeInteger(records) ? records : 0 }
}

function placesIn({ status, json }: VendorAnswer): JsonObject[] | null {
  if (status !== 200 || !isJsonObject(json)) return null
  const places = objectsIn(json.requestStatusPerDestination)
  return places.length > 0 ? places : null
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
