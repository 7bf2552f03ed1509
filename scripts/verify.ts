import { spawn } from 'node:child_process'

/** What must hold before handing over, quickest first. CI runs the same; `npm test` is the whole suite. */
const steps = ['lint', 'lint:house', 'lint:secrets', 'lint:imports', 'typecheck', 'lint:unused', 'test:unit']

/** Node 24 can hang while it exits: V8's background compiler waits for a collection that a dying process never makes. */
const stepSecondsMax = 240
const tries = 2

for (const step of steps) {
  const startedMs = performance.now()
  const { exitCode, output } = await runUntilItEnds(step)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (exitCode !== 0) {
    console.error(`${output}\n✗ ${step} (${seconds} s). Again: npm run ${step}`)
    process.exit(1)
  }
  console.log(`✓ ${step} (${seconds} s)`)
}

interface Run {
  /** Null = it was ended because it took too long. */
  exitCode: number | null
  output: string
}

async function runUntilItEnds(step: string): Promise<Run> {
  for (let attempt = 1; ; attempt += 1) {
    const ran = await run(step)
    if (ran.exitCode !== null || attempt === tries) return ran
    console.log(`… ${step} did not end within ${stepSecondsMax} s: once more`)
  }
}

function run(step: string): Promise<Run> {
  // A group of its own, so that what hangs below npm is ended, too.
  const child = spawn('npm', ['run', '--silent', step], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const late = setTimeout(() => process.kill(-(child.pid ?? process.pid), 'SIGKILL'), stepSecondsMax * 1000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => {
      clearTimeout(late)
      resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') })
    })
  })
}
