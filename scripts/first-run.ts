import { spawn } from 'node:child_process'
import { globSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a newcomer does, as the README says it: start, post the order, see it at the fake vendor, stop with Ctrl-C.
 * CI runs it as an ordinary user from a clone of its own.
 */
const home = process.env.TRACKLAYER_HOME ?? '.tracklayer'
const readySecondsMax = 60
const deliveredSecondsMax = 30
const stopSecondsMax = 30
const pollMs = 100

const app = startApp()
try {
  const ready = await until(readySecondsMax, 'dev.json', () => readJson(join(home, 'dev.json')))
  console.log(`ready after ${ready.seconds} s`)
  const { sandboxUrl } = ready.value as { sandboxUrl: string }

  const answer = await run(orderOfTheReadme())
  // On a home that has seen it, the same order is a repeat.
  if (!/"status":"(accepted|duplicate)"/.test(answer)) throw new Error(`the README's order was not accepted: ${answer}`)
  const delivered = await until(deliveredSecondsMax, 'the order at Meta', () => requestsAt(sandboxUrl, 'meta'))
  console.log(`order accepted, at Meta after ${delivered.seconds} s`)
  if (await requestsAt(sandboxUrl, 'ga4')) throw new Error('GA4 was sent an order whose person denied analytics')

  await stopApp()
  const left = [...processesOf(realpathSync(home)), ...globSync(`${home}/**/postmaster.pid`)]
  if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`)
  console.log('stopped cleanly, nothing left running')
} catch (error) {
  console.error(app.output())
  console.error(error instanceof Error ? error.message : error)
  app.kill('SIGKILL')
  process.exit(1)
}

function startApp() {
  // Left by a run that was killed: it would look like the ready sign of this one.
  rmSync(join(home, 'dev.json'), { force: true })
  // A group of its own: a terminal sends Ctrl-C to all of npm, node and Postgres at once.
  const child = spawn('npm', ['start'], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal ?? -1))
  })
  return {
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    output: () => Buffer.concat(chunks).toString('utf8'),
    kill: (signal: NodeJS.Signals) => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, signal)
    },
  }
}

async function stopApp(): Promise<void> {
  app.kill('SIGINT')
  const late = new Promise<string>((resolve) => setTimeout(resolve, stopSecondsMax * 1000, 'late').unref())
  const end = await Promise.race([app.ended, late])
  // npm waits for the app and then ends by the signal itself; whether the app stopped cleanly is looked at afterwards.
  if (end !== 0 && end !== 'SIGINT') throw new Error(`npm start ended with ${end} after Ctrl-C`)
}

async function until<T>(secondsMax: number, what: string, look: () => Promise<T | null> | T | null) {
  const startedMs = performance.now()
  for (;;) {
    const value = await look()
    if (app.hasEnded()) throw new Error(`npm start ended before there was ${what}`)
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10
    if (value !== null) return { value, seconds }
    if (seconds > secondsMax) throw new Error(`no ${what} within ${secondsMax} s`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

async function requestsAt(sandboxUrl: string, destination: string): Promise<unknown[] | null> {
  const answer = await fetch(`${sandboxUrl}/_requests?destination=${destination}`)
  const { requests } = (await answer.json()) as { requests: unknown[] }
  return requests.length > 0 ? requests : null
}

function orderOfTheReadme(): string {
  const [, block] = /<!-- first order -->\n```sh\n([\s\S]*?)\n```/.exec(readFileSync('README.md', 'utf8')) ?? []
  if (block === undefined) throw new Error('README.md has no <!-- first order --> block')
  return block
}

function run(script: string): Promise<string> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

/** Command lines that name our home: Postgres carries its data directory there. */
function processesOf(path: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(commandLine).filter((line) => line.includes(path))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
