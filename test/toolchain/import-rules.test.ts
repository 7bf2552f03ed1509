import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScript } from '../support/run-script.ts'

const planted: { rule: string; file: string; source: string }[] = [
  { rule: 'core-imports', file: 'core/a.ts', source: "import '../router/clean.ts'" },
  { rule: 'core-packages', file: 'core/b.ts', source: "import 'hono'" },
  { rule: 'core-builtins', file: 'core/c.ts', source: "import 'node:fs'" },
  { rule: 'libphonenumber-only-in-identity', file: 'core/d.ts', source: "import 'libphonenumber-js'" },
  { rule: 'router-imports', file: 'router/a.ts', source: "import '../destinations/registry.ts'" },
  { rule: 'router-packages', file: 'router/b.ts', source: "import 'zod'" },
  { rule: 'router-builtins', file: 'router/c.ts', source: "import 'node:crypto'" },
  { rule: 'ingest-imports', file: 'ingest/a.ts', source: "import '../supabase/migrate.ts'" },
  { rule: 'ingest-is-runtime-neutral', file: 'ingest/b.ts', source: "import 'node:http'" },
  { rule: 'ingest-is-runtime-neutral', file: 'ingest/c.ts', source: "import 'postgres'" },
  { rule: 'ingest-reaches-no-driver', file: 'ingest/d.ts', source: "import '../supabase/queries/driver.ts'" },
  { rule: 'ingest-reaches-no-driver', file: 'ingest/e.ts', source: "import './limits/redis-adapter.ts'" },
  { rule: 'destinations-imports', file: 'destinations/meta/a.ts', source: "import '../../router/clean.ts'" },
  { rule: 'a-destination-imports-no-other', file: 'destinations/meta/b.ts', source: "import '../ga4/clean.ts'" },
  { rule: 'workers-imports', file: 'workers/a.ts', source: "import '../control/clean.ts'" },
  { rule: 'control-imports', file: 'control/a.ts', source: "import '../router/clean.ts'" },
  { rule: 'only-workers-send', file: 'control/b.ts', source: "import '../destinations/send.ts'" },
  { rule: 'supabase-imports', file: 'supabase/a.ts', source: "import '../control/clean.ts'" },
  { rule: 'sandbox-imports', file: 'sandbox/a.ts', source: "import '../destinations/registry.ts'" },
  { rule: 'nobody-imports-the-edges', file: 'control/c.ts', source: "import '../workers/clean.ts'" },
  { rule: 'nobody-imports-the-edges', file: 'sandbox/b.ts', source: "import '../ingest/clean.ts'" },
  { rule: 'nobody-imports-cli', file: 'workers/main.ts', source: "import '../cli/clean.ts'" },
  { rule: 'bench/limits-imports', file: 'bench/limits/a.ts', source: "import '../../core/clean.ts'" },
  { rule: 'production-imports-no-tooling', file: 'cli/a.ts', source: "import '../test/clean.ts'" },
  { rule: 'production-imports-no-dev-dependency', file: 'cli/b.ts', source: "import 'vitest'" },
  { rule: 'only-main-reads-the-process', file: 'control/d.ts', source: "import 'node:process'" },
  { rule: 'no-cycles', file: 'core/one.ts', source: "import './two.ts'" },
  { rule: 'everything-resolves', file: 'core/e.ts', source: "import './gone.ts'" },
]

const innocent: Record<string, string> = {
  'core/clean.ts': "import 'zod'\nimport 'node:crypto'\nexport {}",
  'core/identity/phone.ts': "import 'libphonenumber-js'\nexport {}",
  'core/two.ts': "import './one.ts'\nexport {}",
  'router/clean.ts': "import '../core/clean.ts'\nexport {}",
  'destinations/registry.ts': "import './ga4/clean.ts'\nexport {}",
  'destinations/send.ts': "import 'undici'\nexport {}",
  'destinations/ga4/clean.ts': "import '../../core/clean.ts'\nexport {}",
  'supabase/migrate.ts': 'export {}',
  'supabase/queries/driver.ts': "import 'postgres'\nexport {}",
  'control/clean.ts': "import '../destinations/registry.ts'\nexport {}",
  'workers/clean.ts': "import '../router/clean.ts'\nimport '../destinations/send.ts'\nexport {}",
  'ingest/clean.ts': "import '../destinations/registry.ts'\nimport '../router/clean.ts'\nexport {}",
  'ingest/limits/redis-adapter.ts': "import 'ioredis'\nexport {}",
  'ingest/main.ts': "import 'node:http'\nimport 'node:process'\nimport './clean.ts'\nexport {}",
  'cli/clean.ts': "import '../ingest/clean.ts'\nimport '../workers/clean.ts'\nexport {}",
  'test/clean.ts': "import 'vitest'\nexport {}",
}

let report = ''
let house = ''

beforeAll(async () => {
  house = houseOf({
    ...innocent,
    ...Object.fromEntries(planted.map(({ file, source }) => [file, `${source}\nexport {}`])),
  })
  const result = await runScript('scripts/check-imports.ts', { cwd: house })
  expect(result.exitCode).toBe(1)
  report = result.output
})

afterAll(() => rmSync(house, { recursive: true, force: true }))

test.each(planted)('$rule is reported for $file ($source)', ({ rule, file }) => {
  expect(report).toMatch(new RegExp(`${rule}: ${file.replace('.', '\\.')} `))
})

test('files that keep to the table are not reported', async () => {
  const { 'core/two.ts': _cycle, ...clean } = innocent
  const folder = houseOf(clean)
  const result = await runScript('scripts/check-imports.ts', { cwd: folder })
  rmSync(folder, { recursive: true })
  expect(result).toEqual({ exitCode: 0, output: 'import rules hold: 15 modules of ours cruised\n' })
})

test('a check that cruised 0 modules fails', async () => {
  const folder = houseOf({})
  const result = await runScript('scripts/check-imports.ts', { cwd: folder })
  rmSync(folder, { recursive: true })
  expect(result.exitCode).toBe(1)
  expect(result.output).toContain('0 modules were cruised')
})

function houseOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracklayer-imports-'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const dependencies = { hono: '*', ioredis: '*', zod: '*', postgres: '*', undici: '*', 'libphonenumber-js': '*' }
  const manifest = { type: 'module', dependencies, devDependencies: { vitest: '*' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }
  return folder
}
