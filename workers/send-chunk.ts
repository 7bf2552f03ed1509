import { DeliveryError, InvalidEventError, RejectedError, UnavailableError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import type { DeliverContext, DeliverResult } from '../destinations/contract.ts'
import type { Pace } from './pace.ts'
import type { SendGuard } from './send-guard.ts'
import { StoppedBeforeWriting } from './send-guard.ts'
import type { Sendable, SendOutcome, SendTiming } from './sendable.ts'

/** One destination's way out, as the lease found it. */
export interface Shipment {
  deliver(payloads: JsonObject[], ctx: DeliverContext<unknown, unknown>): Promise<DeliverResult>
  contextFor(guard: SendGuard, onStatus: (httpStatus: number) => void): DeliverContext<unknown, unknown>
  /** The caps of the destination. */
  pace: Pace
  guardFor(sendables: Sendable[]): SendGuard
  now(): Date
  monotonicMs(): number
  /** An unknown throw is a bug: recorded, retried, logged as error. */
  onBug(error: unknown): void
}

/**
 * Sends one request's worth. A refusal of the whole batch is bisected until the bad event stands alone; what was
 * stopped by the last check is taken out and the rest is sent.
 */
export async function sendChunk(sendables: Sendable[], shipment: Shipment): Promise<SendOutcome[]> {
  if (sendables.length === 0) return []
  const startedAt = shipment.now().toISOString()
  const startedMs = shipment.monotonicMs()
  let httpStatus: number | null = null
  const timing = (): SendTiming => {
    return { startedAt, durationMs: Math.round(shipment.monotonicMs() - startedMs), httpStatus }
  }
  try {
    const guard = shipment.guardFor(sendables)
    const payloads = sendables.map((sendable) => sendable.payload)
    const ctx = shipment.contextFor(guard, (status) => {
      httpStatus = status
    })
    const result = await shipment.deliver(payloads, ctx)
    return outcomesOf(sendables, result, timing())
  } catch (thrown) {
    if (thrown instanceof StoppedBeforeWriting) return sendRest(sendables, thrown, shipment)
    return failOrBisect(sendables, { error: asDeliveryError(thrown, shipment), timing: timing() }, shipment)
  }
}

function outcomesOf(sendables: Sendable[], result: DeliverResult, timing: SendTiming): SendOutcome[] {
  const errors = new Map(result.failed.map(({ index, error }) => [index, error]))
  const requests = new Map(
    (result.accepted ?? []).flatMap(({ requestId, indexes }) => indexes.map((index) => [index, requestId] as const)),
  )
  return sendables.map((sendable, index) => {
    const error = errors.get(index)
    if (error !== undefined) return { kind: 'failed', sendable, error, timing }
    const requestId = requests.get(index)
    return { kind: 'delivered', sendable, note: result.note ?? null, timing, ...(requestId && { requestId }) }
  })
}

async function sendRest(sendables: Sendable[], stop: StoppedBeforeWriting, shipment: Shipment): Promise<SendOutcome[]> {
  const stopped = new Set(stop.outcomes.map((outcome) => outcome.sendable))
  const rest = sendables.filter((sendable) => !stopped.has(sendable))
  return [...stop.outcomes, ...(await sendChunk(rest, shipment))]
}

async function failOrBisect(
  sendables: Sendable[],
  failure: { error: DeliveryError; timing: SendTiming },
  shipment: Shipment,
): Promise<SendOutcome[]> {
  if (sendables.length === 1 || !isAboutAnEvent(failure.error)) {
    return sendables.map((sendable) => ({ kind: 'failed', sendable, ...failure }))
  }
  const middle = Math.ceil(sendables.length / 2)
  const first = await sendChunk(sendables.slice(0, middle), shipment)
  return [...first, ...(await sendChunk(sendables.slice(middle), shipment))]
}

function isAboutAnEvent(error: DeliveryError): boolean {
  return error instanceof RejectedError || error instanceof InvalidEventError
}

function asDeliveryError(thrown: unknown, shipment: Shipment): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown
  shipment.onBug(thrown)
  return new UnavailableError('internal_error', 'an error of ours; see the log of this time')
}
