import { existsSync } from 'node:fs'
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { importRules, ingestWiring, runtimeBound } from './import-rules.ts'

const folders = [
  'core',
  'router',
  'ingest',
  'destinations',
  'workers',
  'control',
  'supabase',
  'sandbox',
  'snippet',
  'packages',
  'admin',
  'cli',
  'bench',
  'test',
  'scripts',
]

const nothing = { modules: [], summary: { violations: [] } }

process.exit(await checkImports())

async function checkImports(): Promise<number> {
  const present = folders.filter((folder) => existsSync(folder))
  const { modules, summary } = present.length === 0 ? nothing : await cruiseFolders(present)
  const ours = modules.filter((module) => present.some((folder) => module.source.startsWith(`${folder}/`)))
  // dependency-cruiser says "no violations" when it cannot read TypeScript at all; an empty check is a failed one.
  if (ours.length === 0) return fail('0 modules were cruised: the check saw nothing, so it proves nothing.')

  const found = [
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}\n    ${remedy(rule.name)}`),
    ...runtimeBoundPaths(modules),
  ]
  for (const line of found) console.error(`  ${line}`)
  if (found.length > 0) return fail(`${found.length} import rule violation(s).`)
  console.log(`import rules hold: ${ours.length} modules of ours cruised`)
  return 0
}

async function cruiseFolders(present: string[]): Promise<ICruiseResult> {
  const options = {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    validate: true,
    ruleSet: { forbidden: importRules },
  }
  const resolve = { conditionNames: ['import', 'node', 'default', 'types'], exportsFields: ['exports'] }
  const tsConfig = existsSync('tsconfig.json') ? extractTsConfig('./tsconfig.json') : undefined
  const { output } = await cruise(present, options, resolve, { tsConfig })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered text instead of its result object')
  return output
}

/** Direct imports are a rule; this finds the long way round: ingest → … → a driver, at run time. */
function runtimeBoundPaths(modules: IModule[]): string[] {
  const bySource = new Map(modules.map((module) => [module.source, module]))
  const bound = runtimeBound.map((pattern) => new RegExp(pattern))
  const wiring = ingestWiring.map((pattern) => new RegExp(pattern))
  const app = modules.filter(({ source }) => source.startsWith('ingest/'))
  const starts = app.filter(({ source }) => !wiring.some((pattern) => pattern.test(source)))
  const found = starts.flatMap(({ source }) => longWays(source, bySource, bound))
  return [...new Set(found)]
}

function longWays(start: string, bySource: Map<string, IModule>, bound: RegExp[]): string[] {
  const cameFrom = new Map<string, string | null>([[start, null]])
  const found: string[] = []
  // A Map walks what is added to it while it is walked: breadth first.
  for (const source of cameFrom.keys()) {
    const imported = runtimeImports(bySource.get(source)).filter((resolved) => !cameFrom.has(resolved))
    const drivers =
      source === start ? [] : imported.filter((resolved) => bound.some((pattern) => pattern.test(resolved)))
    found.push(...drivers.map((driver) => `ingest-reaches-no-driver: ${wayTo(source, cameFrom)} → ${driver}`))
    for (const resolved of imported) cameFrom.set(resolved, source)
  }
  return found
}

function runtimeImports(module: IModule | undefined): string[] {
  const dependencies = module?.dependencies ?? []
  return dependencies
    .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
    .map(({ resolved }) => resolved)
}

function wayTo(source: string, cameFrom: Map<string, string | null>): string {
  const before = cameFrom.get(source) ?? null
  return before === null ? source : `${wayTo(before, cameFrom)} → ${source}`
}

function remedy(ruleName: string): string {
  return importRules.find((rule) => rule.name === ruleName)?.comment ?? ''
}

function fail(sentence: string): number {
  console.error(sentence)
  return 1
}
