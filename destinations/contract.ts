import type { z } from 'zod'
import type { Skip } from '../core/decision.ts'
import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { DestinationFacts } from '../core/destination-facts.ts'
import type { DeliveryError } from '../core/errors.ts'
import type { StandardEvent } from '../core/event.ts'
import type { Json, JsonObject } from '../core/json.ts'

/** One request to a vendor. Secrets belong in headers; a vendor that wants one in the query lists it in `secretQuery`. */
export interface VendorRequest {
  method: 'POST' | 'GET'
  url: string
  headers?: Record<string, string>
  /** Exact bytes to send; JSON is made by the destination so that signatures hold. */
  body?: string
  /** Query parameters that are masked in every error and log. */
  secretQuery?: readonly string[]
  /** Secrets of the body, or inside an encoded header: masked wherever the vendor's answer quotes them. */
  secrets?: readonly string[]
}

export interface VendorAnswer {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** At most 64 KB; the rest is dropped. */
  text: string
  /** Parsed when the text is JSON, else undefined. */
  json: Json | undefined
  /** From `Retry-After` (seconds or HTTP date). */
  retryAfterSeconds: number | null
}

export interface DeliverContext<Settings, Credentials> {
  settings: Settings
  credentials: Credentials
  /** The only way out. Throws UnavailableError (network, time-out) or InvalidSettingsError (refused address); every HTTP status is an answer. */
  send(request: VendorRequest): Promise<VendorAnswer>
  /**
   * For types with `oauth`: a bearer token that is still valid, refreshed once across processes.
   * Throws CredentialsRejectedError when the vendor refuses to refresh, so that the destination is paused with the reason.
   */
  accessToken?(): Promise<string>
  now(): Date
}

/** What the OAuth 2 refresh of a destination needs; made of its settings and credentials. */
export interface OAuthClient {
  tokenUrl: string
  clientId: string
  clientSecret: string
  refreshToken: string
}

/** What a vendor said to a test call or a deletion. `words` are its own, redacted by the caller. */
export interface VendorWord {
  accepted: boolean
  words: string
}

/** The person whose data a vendor is asked to delete, by the ids the vendor knows them by. */
export interface ErasureSubject {
  userId: string | null
  anonymousId: string | null
  email: string | null
  phone: string | null
}

/** What the vendor will accept and then ignore or count wrongly: `no_session_id`. Never a refusal of ours by itself. */
export interface PreflightWarning {
  code: string
  /** Path in the payload or the event. */
  path: string
  message: string
}

/** One line of the conformance sheet. */
export interface FieldRule {
  /** Path in one payload; `[]` for every entry of a list: `user_data.em[]`; `properties.*` for all below what the sender fills. */
  path: string
  /** Where the value comes from, as a path into the deliverable event: `commerce.orderId`, `identity.variants.email.plain`. */
  from: string
  /** The vendor's rule in words: form, unit, hashed or plain, required or not. */
  rule: string
  /** Tag and place: `DOC reference 1 "Identifiers"`, `MEM`. */
  source: string
}

/** The part of a conformance sheet that no code can say; the rest of the page is generated from the declarations. */
export interface ConformanceSheet {
  fields: readonly FieldRule[]
  /** What the vendor calls each of our standard events, or why it is dropped. */
  events: Record<StandardEvent, string | { dropped: string }>
  /** What happens on a partial grant, in limited mode, at request level. */
  consent: string
  rateLimits: string
  /** Where sources contradict each other (CONFLICT, MEM, 3P): what we chose and why. */
  choices: readonly { question: string; choice: string; why: string }[]
}

/** Resolves: all sent but those in `failed`. A throw: all failed with that error. */
export interface DeliverResult {
  failed: { index: number; error: DeliveryError }[]
  /** The vendor's own words worth keeping (a trace id, a warning); redacted by the caller. */
  note?: string
  /** Rows that were accepted and whose result is told later, under the request's id (`later`). */
  accepted?: { requestId: string; indexes: number[] }[]
}

/** What a vendor says later of a request it accepted: counts by reason, codes a counter can carry. Nothing refused = all taken. */
export type LaterResult = { done: false } | { done: true; refused: { reason: string; count: number }[] }

export interface Example<Settings> {
  /** A fact: "an order becomes Purchase with hashed e-mail and phone". */
  name: string
  settings?: Partial<Settings>
  /** Overrides on `aDeliverableEvent()`. */
  event: Partial<DeliverableEvent>
  /** The exact payload, or the skip. Digests are literals. */
  payload: JsonObject | Skip
}

/**
 * A destination type is data plus two functions. `toPayload` is pure; `deliver` is the only I/O.
 * Adding one = a folder + a line in registry.ts; the conformance suite finds it.
 */
export interface Destination<Settings = unknown, Credentials = unknown, Payload extends JsonObject = JsonObject>
  extends DestinationFacts {
  /** "Meta Conversions API" */
  title: string
  /** Vendor pages the rules come from, as words or links. */
  docs: readonly string[]
  /** The vendor API version in use and, where known, its end of life (ISO date). */
  version: { api: string; endOfLife: string | null }
  settings: z.ZodType<Settings>
  credentials: z.ZodType<Credentials>
  batch: { maxEvents: number; maxBytes: number }
  /** Payloads with different keys never share a request (consent at request level). Default: one key. */
  batchKey?(payload: Payload): string
  toPayload(event: DeliverableEvent, settings: Settings): Payload | Skip
  deliver(payloads: Payload[], ctx: DeliverContext<Settings, Credentials>): Promise<DeliverResult>
  /** The exact requests `deliver` would make, without secrets: for explain. */
  preview(payloads: Payload[], settings: Settings): VendorRequest[]
  /** What the vendor will take and then ignore; empty = nothing to warn of. Pure. */
  preflight?(event: DeliverableEvent, settings: Settings): PreflightWarning[]
  /** The vendor's own test call (test code, debug endpoint, dry run) with one made-up event; nothing counts there. */
  verify?(ctx: DeliverContext<Settings, Credentials>): Promise<VendorWord>
  /** The vendor's deletion call, where it has one. */
  erase?(subject: ErasureSubject, ctx: DeliverContext<Settings, Credentials>): Promise<VendorWord>
  /** For a vendor that accepts now and tells results later. */
  later?: {
    ask(requestId: string, ctx: DeliverContext<Settings, Credentials>): Promise<LaterResult>
    /** Then the vendor has said what it will. */
    withinSeconds: number
  }
  oauth?(settings: Settings, credentials: Credentials): OAuthClient
  sheet: ConformanceSheet
  /** Steps for a person where the vendor has no deletion call. */
  eraseSteps: string
  examples: readonly Example<Settings>[]
}

/** Keeps the three types in step within a destination's folder and forgets them for the registry. */
export function defineDestination<Settings, Credentials, Payload extends JsonObject>(
  destination: Destination<Settings, Credentials, Payload>,
): Destination<Settings, Credentials, Payload> {
  return destination
}
