import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

/**
 * A process of its own: posts one body over and over from N connections for some seconds and prints requests per second,
 * the answers that were no 2xx, and percentiles. Plain undici. In the body `#` becomes a fresh number and `~` the time.
 * With a rate each lane starts at its own beat, and a late answer counts from the beat on.
 */
interface Load {
  url: string
  connections: number
  seconds: number
  rate?: number
  authorization?: string
}

const load = JSON.parse(process.argv[2] ?? '{}') as Load
const parts = (await text(process.stdin)).split(/([#~])/)
const { origin, pathname, search } = new URL(load.url)
const pool = new Pool(origin, { connections: load.connections, pipelining: 1 })
const headers = {
  'content-type': 'application/json',
  ...(load.authorization !== undefined && { authorization: load.authorization }),
}
const run = `${process.pid}-${Date.now()}`
const beatMs = load.rate === undefined ? 0 : (load.connections * 1000) / load.rate

let sent = 0
let failed = 0
const latenciesMs: number[] = []
const startedMs = performance.now()
const endsMs = startedMs + load.seconds * 1000

async function lane(_: unknown, index: number): Promise<void> {
  let dueMs = startedMs + (beatMs * index) / load.connections
  while (performance.now() < endsMs) {
    if (beatMs > 0) await pause(Math.max(0, dueMs - performance.now()))
    const beganMs = beatMs > 0 ? dueMs : performance.now()
    dueMs += beatMs
    sent += 1
    const answer = await pool.request({ path: `${pathname}${search}`, method: 'POST', headers, body: filled(sent) })
    await answer.body.dump()
    latenciesMs.push(performance.now() - beganMs)
    if (answer.statusCode < 200 || answer.statusCode > 299) failed += 1
  }
}

await Promise.all(Array.from({ length: load.connections }, lane))
const tookMs = performance.now() - startedMs
latenciesMs.sort((a, b) => a - b)
const { user, system } = process.cpuUsage()
process.stdout.write(
  `${JSON.stringify({
    requestsPerSecond: (latenciesMs.length * 1000) / tookMs,
    failed,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    cpuShare: Math.round((user + system) / 10 / tookMs) / 100,
  })}\n`,
)
await pool.close()

function filled(number: number): string {
  let made = ''
  for (const [index, part] of parts.entries()) {
    if (part === '#') made += `${run}-${number}-${index}`
    else made += part === '~' ? Date.now() : part
  }
  return made
}

function percentile(share: number): number {
  return Math.round((latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? 0) * 100) / 100
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
