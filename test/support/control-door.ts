import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FakeDoor {
  url: string
  requests: { method: string; url: string; authorization: string | undefined; body: string }[]
}

/** Answers by path, each in turn and the last one for ever; what no test expects is a 404 in the house's shape. */
export async function aFakeDoor(answers: Record<string, { status?: number; body: unknown }[]>): Promise<FakeDoor> {
  const requests: FakeDoor['requests'] = []
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const { method = '', url = '', headers } = request
    requests.push({ method, url, authorization: headers.authorization, body })
    const queue = answers[url.split('?')[0] ?? ''] ?? []
    const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? notFound
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const notFound = {
  status: 404,
  body: { error: { code: 'not_found', message: 'there is no such door', requestId: 'r-1' } },
}
