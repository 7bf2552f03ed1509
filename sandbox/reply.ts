import type { ServerResponse } from 'node:http'
import type { ScriptedAnswer } from './script.ts'
import type { Answer } from './vendors/vendor.ts'

/** What goes out: the vendor's own answer where the script says nothing else. */
export function answerWith(script: ScriptedAnswer | null, own: Answer): Answer {
  if (script?.status === undefined && script?.body === undefined) {
    return { ...own, headers: { ...own.headers, ...lowerCase(script?.headers) } }
  }
  const { body } = script
  const isText = body === undefined || typeof body === 'string'
  const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  return {
    status: script.status ?? own.status,
    headers: { 'content-type': contentType, ...lowerCase(script.headers) },
    body: isText ? (body ?? '') : JSON.stringify(body),
  }
}

function lowerCase(headers: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}

/** null = the sender gets no status at all. */
export function statusSent(script: ScriptedAnswer | null, answer: Answer): number | null {
  if (script?.hang === true) return null
  return script?.reset === true && script.afterBytes === undefined ? null : answer.status
}

export function reply(response: ServerResponse, answer: Answer, script: ScriptedAnswer | null): void {
  if (script?.hang === true || response.destroyed) return
  if (script?.afterBytes !== undefined) replyPartly(response, answer, script.afterBytes)
  else if (script?.reset === true) response.socket?.resetAndDestroy()
  else send(response, answer)
}

export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer) }).end(answer.body)
}

/** 204 and 304 have no body, and RFC 9110 8.6 forbids a length on 204. */
function lengthOf(answer: Answer): Record<string, string> {
  if (answer.status === 204 || answer.status === 304) return {}
  return { 'content-length': String(Buffer.byteLength(answer.body)) }
}

function replyPartly(response: ServerResponse, answer: Answer, afterBytes: number): void {
  const { socket } = response
  response.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer) })
  response.flushHeaders()
  const part = Buffer.from(answer.body).subarray(0, afterBytes)
  const reset = () => void socket?.resetAndDestroy()
  if (part.length === 0) setImmediate(reset)
  else response.write(part, reset)
}
