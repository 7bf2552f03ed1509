import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface UpstashServer {
  url: string
  token: string
  /** Names of the commands that came in. */
  commands: string[]
  /** Answers nothing from now on. */
  hang(): void
  close(): Promise<void>
}

/**
 * A stand-in of Upstash's REST endpoint for what the limiter sends: `POST /` with one command or `POST /pipeline` with
 * several, as JSON lists, Bearer token. It knows the fixed window's script by what it does: it adds to a counter.
 */
export async function anUpstashServer(): Promise<UpstashServer> {
  const token = 'upstash-test-token'
  const memory: Memory = { commands: [], counters: new Map(), scripts: new Set() }
  let hangs = false
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as Command | Command[]
    if (hangs) return
    const isAllowed = request.headers.authorization === `Bearer ${token}`
    const commands = (request.url === '/pipeline' ? body : [body]) as Command[]
    const results = isAllowed ? commands.map((command) => run(memory, command)) : [{ error: 'WRONGPASS' }]
    response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isAllowed && request.url === '/pipeline' ? results : results[0]))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    commands: memory.commands,
    hang: () => {
      hangs = true
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

type Command = (string | number)[]

interface Memory {
  commands: string[]
  counters: Map<string, number>
  scripts: Set<string>
}

function run(memory: Memory, command: Command): object {
  const [name, script, , key, , limit, , increment] = command.map(String)
  memory.commands.push(String(name).toLowerCase())
  if (script === undefined || key === undefined) return { error: 'ERR unknown command' }
  if (memory.commands.at(-1) === 'eval') memory.scripts.add(createHash('sha1').update(script).digest('hex'))
  else if (!memory.scripts.has(script)) return { error: 'NOSCRIPT No matching script. Please use EVAL.' }
  memory.counters.set(key, (memory.counters.get(key) ?? 0) + Number(increment))
  return { result: [memory.counters.get(key), Number(limit)] }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
