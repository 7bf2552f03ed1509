import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { jsonOf } from './body.ts'
import type { Entry, JournalLine } from './journal.ts'
import type { Exchange } from './sandbox.ts'
import { DestinationRef } from './script.ts'
import { type Answer, jsonAnswer } from './vendors/vendor.ts'

const limitDefault = 10_000
/** A reader's JSON.parse ends at half a gigabyte of text. */
const answerMaxBytes = 128 << 20

const RequestsQuery = z.strictObject({
  destination: DestinationRef.optional(),
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100_000).default(limitDefault),
})

/** Oldest first, from `since` on; `truncated` = ask again with the last `seq` as `since`. Streamed from the file. */
export async function answerRequests(exchange: Exchange): Promise<Answer | null> {
  const filled = [...exchange.query].filter(([, value]) => value !== '')
  const query = RequestsQuery.safeParse(Object.fromEntries(filled))
  if (!query.success) {
    const issue = query.error.issues[0]
    const error = { code: 'invalid_query', message: issue?.message, path: issue?.path.join('.') }
    return jsonAnswer(400, { error })
  }
  const { destination = null, since, limit } = query.data
  const lines = exchange.sandbox.journal.read({ destination, since })
  exchange.response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  await stream(exchange.response, lines, limit)
  return null
}

async function stream(response: ServerResponse, lines: AsyncIterable<JournalLine>, limit: number): Promise<void> {
  let count = 0
  let bytes = 0
  let truncated = false
  response.write('{"requests":[')
  for await (const line of lines) {
    truncated = count === limit || (count > 0 && bytes + line.bytes.length > answerMaxBytes)
    if (truncated || response.destroyed) break
    const text = withBody(line)
    const flowing = response.write(count === 0 ? text : `,\n${text}`)
    count += 1
    bytes += text.length
    if (!flowing) await drained(response)
  }
  response.end(`],"truncated":${truncated}}\n`)
}

async function drained(response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const onClose = () => gone.abort()
  response.once('close', onClose)
  await once(response, 'drain', { signal: gone.signal }).catch(() => null)
  response.off('close', onClose)
}

/** `body` is spliced in as the text it was: nesting too deep for JSON.stringify stays readable. */
function withBody({ bytes }: JournalLine): string {
  const text = bytes.toString()
  const entry = jsonOf(text) as Partial<Entry> | undefined
  const body = entry?.isJson === true ? entry.raw : 'null'
  return `${text.slice(0, -1)},"body":${body}}`
}
