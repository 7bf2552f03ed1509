import type { Address } from './address.ts'
import { type Body, readBody } from './body.ts'
import { maskedBody, maskedHeaders, maskedTarget } from './mask.ts'
import { answerWith, reply, send, statusSent } from './reply.ts'
import type { Exchange, Sandbox } from './sandbox.ts'
import { replacesAnswer } from './script.ts'
import { traceIdFrom } from './trace-id.ts'
import { defineRows, type Row, type Verdict } from './vendors/checklist.ts'
import { vendorFor } from './vendors/registry.ts'
import { type Answer, type Judgement, jsonAnswer, type Received, type Vendor } from './vendors/vendor.ts'

const rows = defineRows('sandbox', {
  vendor: { source: 'SANDBOX', ref: '0', rule: 'this destination type has no fake vendor yet' },
  complete: { source: 'SANDBOX', ref: '0', rule: 'the sender hung up before the end of the request' },
  size: { source: 'SANDBOX', ref: '0', rule: 'a request has at most 10 MB' },
})

/** Receive, judge, write down, answer – in this order: what was answered is on record. */
export async function vendorDoor(exchange: Exchange, address: Address): Promise<void> {
  const { sandbox, request, response } = exchange
  const firstByteMs = sandbox.arrivals.firstByteMs(request.socket)
  const body = await readBody(request)
  sandbox.arrivals.ended(request.socket)
  const atMs = sandbox.nowMs()
  const vendor = vendorFor(address.type)
  const own = judged(vendor, receivedFrom(exchange, address, body), { exchange, address, body, atMs })
  const script = body.outcome === 'complete' ? sandbox.scripts.take(address) : null
  const answer = answerWith(script, own.answer)
  const status = body.outcome === 'aborted' ? null : statusSent(script, answer)
  const scripted = script !== null && replacesAnswer(script)
  const seq = sandbox.journal.append({
    destination: address.type,
    destinationId: address.destinationId,
    at: new Date(atMs).toISOString(),
    firstByteAt: new Date(firstByteMs).toISOString(),
    method: request.method ?? '',
    path: maskedTarget(request.url ?? ''),
    headers: maskedHeaders(headersOf(exchange)),
    raw: maskedBody(body.raw, vendor?.secretFields ?? []),
    rawEncoding: body.rawEncoding,
    isJson: body.json !== undefined,
    verdict: scripted ? 'scripted' : own.verdict,
    validation: scripted ? own.verdict : null,
    status,
  })
  logRequest(sandbox, { seq, address, status, scripted, verdict: own.verdict })
  if (body.outcome === 'too_large') return refuseRest(exchange, answer)
  sandbox.later(script?.delayMs ?? 0, () => reply(response, answer, script))
}

function headersOf({ request }: Exchange): Record<string, string> {
  const entries = Object.entries(request.headers)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

function receivedFrom(exchange: Exchange, address: Address, body: Body): Received {
  return {
    method: exchange.request.method ?? '',
    path: address.path,
    query: exchange.query,
    headers: headersOf(exchange),
    raw: body.raw,
    byteLength: body.byteLength,
    json: body.json,
  }
}

interface Circumstances {
  exchange: Exchange
  address: Address
  body: Body
  atMs: number
}

function judged(vendor: Vendor | null, received: Received, around: Circumstances): Judgement {
  if (around.body.outcome === 'too_large') return refusal(rows.size, 413)
  if (around.body.outcome === 'aborted') return refusal(rows.complete, 400)
  if (vendor === null) return refusal(rows.vendor, 404)
  const { sandbox } = around.exchange
  return vendor.judge(received, {
    now: new Date(around.atMs),
    traceId: traceIdFrom(`${around.atMs}.${sandbox.journal.lastSeq()}`),
    webhookSecrets: sandbox.secrets.for(around.address.destinationId),
  })
}

function refusal(row: Row, status: number): Judgement {
  const failures = [{ row: row.id, path: '', message: row.rule }]
  const verdict: Verdict = { accepted: false, failures, notes: [] }
  return { verdict, answer: jsonAnswer(status, { error: { code: row.id, message: row.rule } }) }
}

/** The sender is still writing: it reads the answer only if its bytes are taken a little longer. */
function refuseRest({ sandbox, request, response }: Exchange, answer: Answer): void {
  send(response, { ...answer, headers: { ...answer.headers, connection: 'close' } })
  request.resume()
  sandbox.later(2000, () => request.destroy())
}

interface Outcome {
  seq: number
  address: Address
  status: number | null
  scripted: boolean
  verdict: Verdict
}

function logRequest({ log }: Sandbox, { seq, address, status, scripted, verdict }: Outcome): void {
  const { type: destination, destinationId } = address
  const { accepted, failures } = verdict
  log.info(
    { seq, destination, destinationId, status, scripted, accepted, row: failures[0]?.row ?? null },
    'sandbox.request',
  )
}
