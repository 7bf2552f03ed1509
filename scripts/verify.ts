import { spawn } from 'node:child_process'

/** What must hold before handing over, quickest first. CI runs the same; `npm test` is the whole suite. */
const steps: [name: string, command: string, ...args: string[]][] = [
  ['format and lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['house rules', 'node', 'scripts/lint-house.ts'],
  ['secrets', 'secretlint', '--secretlintignore', '.gitignore', '**/*'],
  ['import rules', 'node', 'scripts/check-imports.ts'],
  ['types', 'tsc', '--noEmit'],
  ['unused code', 'knip', '--no-progress'],
  ['unit tests', 'vitest', 'run', '--project', 'unit'],
]

for (const [name, command, ...args] of steps) {
  const startedMs = performance.now()
  const { exitCode, output } = await run(command, args)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (exitCode !== 0) {
    console.error(`${output}\n✗ ${name} (${seconds} s): ${[command, ...args].join(' ')}`)
    process.exit(1)
  }
  console.log(`✓ ${name} (${seconds} s)`)
}

function run(command: string, args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') }))
  })
}
