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
  const telling = failures.find(({ error }) => concernsAll(error))
  if (noneSent && telling !== undefined) throw telling.error
  return { failed: failures.map(({ index, error }) => ({ index, error: deliveryError(error) })) }
}

/** Errors of the destination, and whatever a check threw before sending: true of every payload alike. */
function concernsAll(error: unknown): boolean {
  if (!(error instanceof DeliveryError)) return true
  return [CredentialsRejectedError, InvalidSettingsError, ThrottledError].some((kind) => error instanceof kind)
}

/** Some were sent, so the batch cannot fail as a whole: the rest is decided again on its retry. */
function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  return new UnavailableError('not_sent', 'the check before sending stopped this request')
}
