import type { EventType } from '../core/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { batchEventsMax, eventBytesMax, mergedContextBytesMax } from './limits/numbers.ts'
import { Refusal } from './refusal.ts'
import { checkItem, type ItemProblem } from './strict-json.ts'

/** One item of a request, checked as JSON but not yet as an event. */
export type Item = { item: JsonObject } | { problem: ItemProblem; messageId: Json | undefined }

export function itemOfCall(body: Json, type: EventType): Item {
  if (!isJsonObject(body)) throw new Refusal(400, 'not_an_object', 'the body must be a JSON object')
  return checked({ ...body, type })
}

/** Batch-level context, integrations and sentAt merge into every item; the item's own keys win. */
export function itemsOfBatch(body: Json): Item[] {
  if (!isJsonObject(body)) throw new Refusal(400, 'not_an_object', 'the body must be a JSON object')
  const { batch } = body
  if (!Array.isArray(batch)) throw new Refusal(400, 'batch_missing', '`batch` must be a list of events')
  if (batch.length === 0) throw new Refusal(400, 'batch_empty', '`batch` holds no event')
  if (batch.length > batchEventsMax) {
    throw new Refusal(413, 'too_many_events', `a batch holds at most ${batchEventsMax} events`)
  }
  const shared = { context: body.context, integrations: body.integrations, sentAt: body.sentAt }
  refuseUnfolding(shared, batch.length)
  return batch.map((item) => (isJsonObject(item) ? checked(merged(item, shared)) : notAnObject))
}

const notAnObject: Item = {
  problem: { code: 'not_an_object', path: '', message: 'the event must be a JSON object' },
  messageId: undefined,
}

type Shared = Record<'context' | 'integrations' | 'sentAt', Json | undefined>

function refuseUnfolding(shared: Shared, events: number): void {
  const parts = [shared.context, shared.integrations].filter(isJsonObject)
  const tooDeep = parts.some((part) => checkItem(part)?.code === 'too_deep')
  const bytes = tooDeep ? 0 : parts.reduce((sum, part) => sum + byteLength(part), 0)
  if (tooDeep || bytes * events > mergedContextBytesMax) {
    throw new Refusal(413, 'batch_context_too_large', 'the batch-level context is too large for so many events')
  }
}

function merged(item: JsonObject, shared: Shared): JsonObject {
  const whole: JsonObject = { ...item }
  for (const key of ['context', 'integrations'] as const) {
    const fromBatch = shared[key]
    const own = item[key] ?? {}
    if (isJsonObject(fromBatch) && isJsonObject(own)) whole[key] = { ...fromBatch, ...own }
  }
  if (item.sentAt === undefined && shared.sentAt !== undefined) whole.sentAt = shared.sentAt
  return whole
}

function checked(item: JsonObject): Item {
  const problem = checkItem(item) ?? sizeProblem(item)
  return problem === null ? { item } : { problem, messageId: item.messageId }
}

function sizeProblem(item: JsonObject): ItemProblem | null {
  if (byteLength(item) <= eventBytesMax) return null
  return { code: 'event_too_large', path: '', message: `the event is larger than ${eventBytesMax} bytes` }
}

function byteLength(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value))
}
