/** Who must act, and whether a retry can help, is in the class; see style "Errors say who must act". */
export abstract class DeliveryError extends Error {
  /** Short, machine-readable; goes to the attempt and the dead letter. */
  readonly code: string
  /** HTTP status of the vendor's answer, when there was one. */
  readonly status: number | null
  constructor(code: string, message: string, status: number | null = null) {
    super(message)
    this.name = new.target.name
    this.code = code
    this.status = status
  }
}

/** The sender must act: this event can never be accepted by the vendor. Not retried. */
export class InvalidEventError extends DeliveryError {}

/** The workspace admin must act: settings do not fit the vendor. Not retried. */
export class InvalidSettingsError extends DeliveryError {}

/** The workspace admin must act: the destination is paused, the work is kept, no attempt is counted. */
export class CredentialsRejectedError extends DeliveryError {}

/** We or the vendor must act: refused for good. Not retried; a batch is bisected first. */
export class RejectedError extends DeliveryError {}

/** Time heals: retried, not before `retryAfterSeconds`. */
export class ThrottledError extends DeliveryError {
  readonly retryAfterSeconds: number | null
  constructor(code: string, message: string, status: number | null, retryAfterSeconds: number | null) {
    super(code, message, status)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Time heals: 5xx, time-out, network, and every answer we do not know. */
export class UnavailableError extends DeliveryError {}

/** The store is away or full. Ingest answers 503; nothing was half-done. */
export class StoreUnavailableError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'StoreUnavailableError'
    this.code = code
  }
}

/** A person can mend it: one clear sentence, exit 1 or a 4xx. */
export class UserError extends Error {
  readonly code: string
  readonly path: string | null
  constructor(code: string, message: string, path: string | null = null) {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.path = path
  }
}
