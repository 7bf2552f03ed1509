import type { DestinationType } from '../../core/config.ts'
import type { Row, Verdict } from './checklist.ts'

/** A request as the vendor sees it: the sandbox's own prefix is off the path. */
export interface Received {
  method: string
  path: string
  query: URLSearchParams
  /** Lower-case names; repeated headers are joined as node:http does. */
  headers: Readonly<Record<string, string>>
  raw: string
  byteLength: number
  /** undefined = the body is no JSON. */
  json: unknown
}

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

export interface VendorContext {
  now: Date
  /** A vendor's own trace id: random, of the vendor's look. */
  traceId: string
  /** Known signing secrets of the destination; none = signatures stay unverified. */
  webhookSecrets: readonly string[]
}

export interface Judgement {
  verdict: Verdict
  answer: Answer
}

/** One fake vendor. `judge` is pure: it says what the vendor would think of the request and what it would answer. */
export interface Vendor {
  type: DestinationType
  title: string
  rows: readonly Row[]
  /** Body fields that hold credentials and are masked in the record. */
  secretFields: readonly string[]
  judge(received: Received, context: VendorContext): Judgement
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
