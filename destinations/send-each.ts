import {
  CredentialsRejectedError,
  DeliveryError,
  InvalidSettingsError,
  ThrottledError,
  UnavailableError,
} from '../core/errors.ts'
import type { DeliverResult } from './contract.ts'

/**
 * For vendors that take one event a request: all requests of a batch start together, so the batch takes no longer than
 * one send and shares one check of consent.
 */
export async function sendEach<Payload>(
  payloads: readonly Payload[],
  sendOne: (payload: Payload) => Promise<void>,
): Promise<DeliverResult> {
  const outcomes = await Promise.allSettled(payloads.map(sendOne))
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [{ index, error: outcome.reason as unknown }] : [],
  )
  const noneSent = failures.length === payloads.length
  const [first] = failures
  if (noneSent && first !== undefined && !failures.some(({ error }) => error instanceof DeliveryError))
    throw first.error
  const ofAll = failures.find(({ error }) => concernsAll(error))
  if (noneSent && ofAll !== undefined) throw ofAll.error
  return { failed: failures.map(({ index, error }) => ({ index, error: deliveryError(error) })) }
}

/** Errors of the destination: true of every payload alike. */
function concernsAll(error: unknown): boolean {
  return [CredentialsRejectedError, InvalidSettingsError, ThrottledError].some((kind) => error instanceof kind)
}

/** Some were sent, or may have been, so the batch cannot be sent anew as a whole: the rest is decided again on its retry. */
function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  return new UnavailableError('not_sent', 'the check before sending stopped this request')
}
