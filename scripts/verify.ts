import { spawn } from 'node:child_process'

/** What must hold before handing over, quickest first. CI runs the same; `npm test` is the whole suite. */
const steps = ['lint', 'lint:house', 'lint:secrets', 'lint:imports', 'typecheck', 'lint:unused', 'test:unit']

for (const step of steps) {
  const startedMs = performance.now()
  const { exitCode, output } = await run(step)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (exitCode !== 0) {
    console.error(`${output}\n✗ ${step} (${seconds} s). Again: npm run ${step}`)
    process.exit(1)
  }
  console.log(`✓ ${step} (${seconds} s)`)
}

function run(step: string): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', step], { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') }))
  })
}
