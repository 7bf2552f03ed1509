import type { z } from 'zod'
import { type Body, readBody } from './body.ts'
import { overviewPage } from './overview-page.ts'
import { answerRequests } from './read-requests.ts'
import { send } from './reply.ts'
import type { Exchange } from './sandbox.ts'
import { Script } from './script.ts'
import { allVendors } from './vendors/registry.ts'
import { type Answer, jsonAnswer } from './vendors/vendor.ts'
import { WebhookSecret } from './webhook-secrets.ts'

type Handler = (exchange: Exchange, body: Body) => Answer | Promise<Answer | null>

/** The sandbox's own doors: what a test or a person asks of it. */
const doors: Record<string, Record<string, Handler>> = {
  '/': { GET: overviewPage },
  '/health': { GET: ({ sandbox }) => jsonAnswer(200, { status: 'ok', seq: sandbox.journal.lastSeq() }) },
  '/_requests': { GET: answerRequests, DELETE: clearRequests },
  '/_script': { GET: listScripts, POST: setScript, DELETE: clearScripts },
  '/_webhook_secret': { POST: setWebhookSecret, DELETE: clearWebhookSecrets },
  '/_rows': {
    GET: () => jsonAnswer(200, { vendors: allVendors().map(({ type, title, rows }) => ({ type, title, rows })) }),
  },
}

export async function controlDoor(exchange: Exchange): Promise<void> {
  const { request, response, sandbox } = exchange
  const body = await readBody(request)
  sandbox.arrivals.ended(request.socket)
  if (body.outcome === 'aborted') return
  if (body.outcome === 'too_large') return send(response, closing(error(413, { code: 'body_too_large' })))
  const answer = await handlerFor(exchange)(exchange, body)
  if (answer !== null) send(response, answer)
}

function handlerFor({ pathname, request }: Exchange): Handler {
  const door = Object.hasOwn(doors, pathname) ? doors[pathname] : undefined
  if (door === undefined) return () => error(404, { code: 'not_found', message: 'no such door and no such vendor' })
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const handler = Object.hasOwn(door, method) ? door[method] : undefined
  const allow = Object.keys(door).join(', ')
  return handler ?? (() => ({ ...error(405, { code: 'method_not_allowed' }), headers: { allow } }))
}

function clearRequests({ sandbox }: Exchange): Answer {
  sandbox.journal.clear()
  return jsonAnswer(200, { cleared: true, seq: sandbox.journal.lastSeq() })
}

function listScripts({ sandbox }: Exchange): Answer {
  return jsonAnswer(200, { scripts: sandbox.scripts.list() })
}

function setScript({ sandbox }: Exchange, body: Body): Answer {
  return withBody(Script, body, (script) => {
    sandbox.scripts.set(script)
    return jsonAnswer(200, { destination: script.destination, answers: script.answers.length, repeat: script.repeat })
  })
}

function clearScripts({ sandbox }: Exchange): Answer {
  sandbox.scripts.clear()
  return jsonAnswer(200, { cleared: true })
}

function setWebhookSecret({ sandbox }: Exchange, body: Body): Answer {
  return withBody(WebhookSecret, body, (entry) => {
    sandbox.secrets.set(entry)
    return jsonAnswer(200, { destination: entry.destination })
  })
}

function clearWebhookSecrets({ sandbox }: Exchange): Answer {
  sandbox.secrets.clear()
  return jsonAnswer(200, { cleared: true })
}

function withBody<T>(schema: z.ZodType<T>, { json }: Body, then: (value: T) => Answer): Answer {
  if (json === undefined) return error(400, { code: 'invalid_json', message: 'the body is no JSON' })
  const parsed = schema.safeParse(json)
  if (parsed.success) return then(parsed.data)
  const issue = parsed.error.issues[0]
  return error(400, { code: 'invalid_body', message: issue?.message, path: issue?.path.join('.') })
}

export function error(
  status: number,
  fields: { code: string; message?: string | undefined; path?: string | undefined },
): Answer {
  return jsonAnswer(status, { error: { ...fields, message: fields.message ?? fields.code } })
}

function closing(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, connection: 'close' } }
}
