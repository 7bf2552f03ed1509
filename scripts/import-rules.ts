import type { IForbiddenRuleType } from 'dependency-cruiser'

/** The import table of the design, folder by folder. Arrows point to core. */
interface FolderRule {
  /** Our own folders that this one may import, besides itself. */
  ours: readonly string[]
  /** npm packages; absent = any production dependency. */
  packages?: readonly string[]
  /** Node's own modules, without the `node:` prefix; absent = any. */
  builtins?: readonly string[]
}

const house: Record<string, FolderRule> = {
  core: {
    ours: [],
    packages: ['zod', 'libphonenumber-js', '@iabgpp/cmpapi', '@iabtechlabtcf/core', 'lru-cache'],
    builtins: ['crypto'],
  },
  router: { ours: ['core'], packages: [], builtins: [] },
  ingest: { ours: ['core', 'router', 'destinations', 'supabase/queries'] },
  destinations: { ours: ['core'] },
  workers: { ours: ['core', 'router', 'destinations', 'supabase/queries'] },
  control: { ours: ['core', 'destinations', 'supabase/queries'] },
  supabase: { ours: ['core'] },
  sandbox: { ours: ['core'] },
  snippet: { ours: [], packages: [], builtins: [] },
  packages: { ours: [] },
  admin: { ours: ['control', 'core'] },
  'bench/limits': { ours: [] },
}

const oursPattern =
  '^(core|router|ingest|destinations|workers|control|supabase|sandbox|snippet|packages|admin|cli|bench|test|scripts)/'
const npmPattern = '(^|/)node_modules/'
/** A main.ts wires its folder to the world; it may import what the folder itself may not. */
const wiring = '^[^/]+/main\\.ts$'

/** In ingest also these: the Worker module, and which limiter a Node process uses, one of which speaks to Redis. */
export const ingestWiring = [
  wiring,
  '^ingest/edge(-stores)?\\.ts$',
  '^ingest/limits/(choose-limiter|redis-adapter)\\.ts$',
]

/** What ties a module to one runtime; ingest must also answer on workerd. */
export const runtimeBound = [
  '^(http|https|http2|net|tls|dgram|fs|fs/promises|child_process|cluster|worker_threads)$',
  `${npmPattern}(postgres|ioredis|undici|@hono/node-server)/`,
]

export const importRules: IForbiddenRuleType[] = [
  ...Object.entries(house).flatMap(([folder, rule]) => rulesOfFolder(folder, rule)),
  {
    name: 'nobody-imports-the-edges',
    comment:
      'ingest, workers, admin and cli are ends of the house. Move what you need to core, router or supabase/queries.',
    severity: 'error',
    from: { path: '^[^/]+/', pathNot: ['^(ingest|workers|admin)/', '^(cli|test|bench)/'] },
    to: { path: '^(ingest|workers|admin|cli)/' },
  },
  {
    name: 'nobody-imports-cli',
    comment: 'cli is the outermost caller. Move what you need inwards.',
    severity: 'error',
    from: { path: '^(ingest|workers|admin)/' },
    to: { path: '^cli/' },
  },
  {
    name: 'a-destination-imports-no-other',
    comment: 'Share through destinations/*.ts or core, never from one vendor to the next.',
    severity: 'error',
    from: { path: '^destinations/([^/]+)/' },
    to: { path: '^destinations/[^/]+/', pathNot: '^destinations/$1/' },
  },
  {
    name: 'only-workers-send',
    comment: 'destinations/send.ts is the one HTTP client to vendors. Ask for a payload or a preview instead.',
    severity: 'error',
    from: { path: '^(ingest|control|admin|router|core)/', pathNot: wiring },
    to: { path: '^destinations/send\\.ts$' },
  },
  {
    name: 'libphonenumber-only-in-identity',
    comment: 'Phones are parsed in core/identity, once.',
    severity: 'error',
    from: { path: '^core/', pathNot: '^core/identity/' },
    to: { path: `${npmPattern}libphonenumber-js/` },
  },
  {
    name: 'consent-strings-only-in-consent',
    comment: 'The IAB decoders accept what is not valid. Ask core/consent, which checks it.',
    severity: 'error',
    from: { path: '^core/', pathNot: '^core/consent/' },
    to: { path: `${npmPattern}(@iabgpp|@iabtechlabtcf)/` },
  },
  {
    name: 'caches-only-in-memo',
    comment: 'core remembers answers of pure functions and nothing else: through core/memo.ts, with a bound.',
    severity: 'error',
    from: { path: '^core/', pathNot: '^core/memo\\.ts$' },
    to: { path: `${npmPattern}lru-cache/` },
  },
  {
    name: 'ingest-is-runtime-neutral',
    comment: 'The app runs on Node and on workerd. Take a port and let ingest/main.ts or cli wire it.',
    severity: 'error',
    from: { path: '^ingest/', pathNot: ingestWiring },
    to: { path: runtimeBound, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'production-imports-no-tooling',
    comment: 'test, bench and scripts are for us. Production code must run without them.',
    severity: 'error',
    from: { path: oursPattern, pathNot: '^(test|bench|scripts)/' },
    to: { path: '^(test|bench|scripts)/' },
  },
  {
    name: 'production-imports-no-dev-dependency',
    comment: 'Move the package to dependencies, or the import to test, bench or scripts.',
    severity: 'error',
    from: { path: oursPattern, pathNot: '^(test|bench|scripts)/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'only-main-reads-the-process',
    comment: 'Only main.ts files read the environment. Take the value as a parameter.',
    severity: 'error',
    from: { path: oursPattern, pathNot: [wiring, '^(test|bench|scripts)/'] },
    to: { path: '^process$' },
  },
  {
    name: 'no-cycles',
    comment: 'Break the cycle: move the shared part to a file that both import.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'everything-resolves',
    comment: 'The file or package is not there.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

function rulesOfFolder(folder: string, rule: FolderRule): IForbiddenRuleType[] {
  const from = { path: `^${folder}/`, pathNot: wiring }
  const allowed = [folder, ...rule.ours].map((name) => `^${name}/`)
  const rules: IForbiddenRuleType[] = [
    {
      name: `${folder}-imports`,
      comment: `${folder}/ may import ${rule.ours.join(', ') || 'nothing else of ours'}.`,
      severity: 'error',
      from,
      to: { path: oursPattern, pathNot: allowed },
    },
  ]
  if (rule.packages) rules.push(packageRule(folder, from, rule.packages))
  if (rule.builtins) rules.push(builtinRule(folder, from, rule.builtins))
  return rules
}

function packageRule(
  folder: string,
  from: IForbiddenRuleType['from'],
  packages: readonly string[],
): IForbiddenRuleType {
  return {
    name: `${folder}-packages`,
    comment: `${folder}/ may use ${packages.join(', ') || 'no package'}.`,
    severity: 'error',
    from,
    to: { path: npmPattern, pathNot: packages.map((name) => `${npmPattern}${name}/`) },
  }
}

function builtinRule(
  folder: string,
  from: IForbiddenRuleType['from'],
  builtins: readonly string[],
): IForbiddenRuleType {
  return {
    name: `${folder}-builtins`,
    comment: `${folder}/ may use ${builtins.map((name) => `node:${name}`).join(', ') || 'no module of Node'}.`,
    severity: 'error',
    from,
    to: { dependencyTypes: ['core'], pathNot: builtins.map((name) => `^${name}$`) },
  }
}
