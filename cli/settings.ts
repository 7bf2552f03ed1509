import { z } from 'zod'
import { type Region, Region as RegionSchema, regions } from '../core/config.ts'
import { UserError } from '../core/errors.ts'

export type Environment = Record<string, string | undefined>

/** Everything the environment says, parsed once at start (design 3). */
export interface Settings {
  host: string
  port: number
  home: string
  role: 'all' | 'ingest' | 'worker'
  /** Served by this process. */
  regions: Region[]
  /** Where another region is served: the address a 421 points to. */
  regionHosts: Partial<Record<Region, string>>
  /** Null = embedded Postgres. Either every database this process needs is external or none is. */
  databases: Record<'control' | Region, string | null>
  limiter: { kind: 'memory' } | { kind: 'redis'; url: string } | { kind: 'upstash'; url: string; token: string }
  /** 32 bytes; null = made in `home`. */
  masterKey: Uint8Array | null
  /** Addresses or CIDR ranges whose forwarding headers are believed. */
  trustedProxies: string[]
  /** Exact `host:port` let through the private-address guard. */
  egressAllow: string[]
  /** Who is told of alerts, signed as Standard Webhooks; null = log and metric only. */
  alertWebhook: { url: string; secret: string } | null
  /** Where heads of the sealed chains are written; null = in `home`. */
  receiptsFolder: string | null
  logLevel: LogLevel
  production: boolean
}

/** A bad value names its variable; a secret one is never repeated. */
export function parseSettings(env: Environment): Settings {
  const parsed = Variables.safeParse(withoutEmpty(env))
  if (!parsed.success) throw badVariable(parsed.error.issues)
  const settings = settingsFrom(parsed.data)
  refuseHalfExternal(settings)
  refuseUnsafe(settings)
  return settings
}

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
type LogLevel = z.infer<typeof LogLevel>

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional()

/** 24 to 64 bytes, as Standard Webhooks wants. */
const signingSecret = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/

const Variables = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: wholeNumber(0, 65_535).default(8080),
    TRACKLAYER_HOME: z.string().default('.tracklayer'),
    TRACKLAYER_ROLE: z.enum(['all', 'ingest', 'worker']).default('all'),
    TRACKLAYER_REGIONS: list(RegionSchema).default([...regions]),
    TRACKLAYER_REGION_HOSTS: regionHosts().default({}),
    CONTROL_DATABASE_URL: databaseUrl,
    EU_CENTRAL_1_DATABASE_URL: databaseUrl,
    US_EAST_1_DATABASE_URL: databaseUrl,
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
    UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
    TRACKLAYER_MASTER_KEY: masterKey().optional(),
    TRACKLAYER_TRUSTED_PROXIES: list(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
    TRACKLAYER_EGRESS_ALLOW: list(
      z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'must be host:port'),
    ).default([]),
    TRACKLAYER_ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
    TRACKLAYER_ALERT_WEBHOOK_SECRET: z.string().regex(signingSecret, 'must be whsec_ and base64').optional(),
    TRACKLAYER_RECEIPTS_DIR: z.string().optional(),
    LOG_LEVEL: LogLevel.default('info'),
    NODE_ENV: z.string().optional(),
  })
  .superRefine((variables, context) => {
    const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redis } = variables
    if ((url === undefined) !== (token === undefined)) {
      const path = [url === undefined ? 'UPSTASH_REDIS_REST_URL' : 'UPSTASH_REDIS_REST_TOKEN']
      context.addIssue({ code: 'custom', path, message: 'is missing: the Upstash URL and token go together' })
    }
    const { TRACKLAYER_ALERT_WEBHOOK_URL: alertUrl, TRACKLAYER_ALERT_WEBHOOK_SECRET: alertSecret } = variables
    if ((alertUrl === undefined) !== (alertSecret === undefined)) {
      const path = [alertUrl === undefined ? 'TRACKLAYER_ALERT_WEBHOOK_URL' : 'TRACKLAYER_ALERT_WEBHOOK_SECRET']
      context.addIssue({ code: 'custom', path, message: 'is missing: the alert webhook and its secret go together' })
    }
    if (url !== undefined && redis !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['REDIS_URL'],
        message: 'is set beside UPSTASH_REDIS_REST_URL: choose one',
      })
    }
  })
type Variables = z.infer<typeof Variables>

function settingsFrom(variables: Variables): Settings {
  return {
    host: variables.HOST,
    port: variables.PORT,
    home: variables.TRACKLAYER_HOME,
    role: variables.TRACKLAYER_ROLE,
    regions: variables.TRACKLAYER_REGIONS,
    regionHosts: variables.TRACKLAYER_REGION_HOSTS,
    databases: {
      control: variables.CONTROL_DATABASE_URL ?? null,
      'eu-central-1': variables.EU_CENTRAL_1_DATABASE_URL ?? null,
      'us-east-1': variables.US_EAST_1_DATABASE_URL ?? null,
    },
    limiter: limiterFrom(variables),
    masterKey: variables.TRACKLAYER_MASTER_KEY ?? null,
    trustedProxies: variables.TRACKLAYER_TRUSTED_PROXIES,
    egressAllow: variables.TRACKLAYER_EGRESS_ALLOW,
    alertWebhook: alertWebhookFrom(variables),
    receiptsFolder: variables.TRACKLAYER_RECEIPTS_DIR ?? null,
    logLevel: variables.LOG_LEVEL,
    production: variables.NODE_ENV === 'production',
  }
}

function alertWebhookFrom(variables: Variables): Settings['alertWebhook'] {
  const { TRACKLAYER_ALERT_WEBHOOK_URL: url, TRACKLAYER_ALERT_WEBHOOK_SECRET: secret } = variables
  return url === undefined || secret === undefined ? null : { url, secret }
}

function limiterFrom(variables: Variables): Settings['limiter'] {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redis } = variables
  if (url !== undefined && token !== undefined) return { kind: 'upstash', url, token }
  if (redis !== undefined) return { kind: 'redis', url: redis }
  return { kind: 'memory' }
}

// A forgotten variable would otherwise put real events into an embedded database on one machine.
function refuseHalfExternal({ databases, regions: served }: Settings): void {
  const needed = (['control', ...served] as const).map((name) => ({ name, set: databases[name] !== null }))
  const missing = needed.find((database) => !database.set)
  if (missing === undefined || !needed.some((database) => database.set)) return
  const variable = databaseVariable(missing.name)
  throw badSetting(variable, 'is missing: set every database served here, or none for the embedded ones')
}

function refuseUnsafe({ databases, egressAllow, masterKey: key, production }: Settings): void {
  if (databases.control !== null && key === null) {
    throw badSetting('TRACKLAYER_MASTER_KEY', 'is required with external databases: 32 bytes as base64 or hex')
  }
  if (production && egressAllow.length > 0) {
    throw badSetting('TRACKLAYER_EGRESS_ALLOW', 'is refused when NODE_ENV is production: it opens private addresses')
  }
}

export function databaseVariable(database: 'control' | Region): string {
  return `${database.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`
}

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.int(error).min(min, error).max(max, error))
}

function list<Item>(item: z.ZodType<Item, string>) {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).min(1, 'must not be an empty list'))
}

function regionHosts() {
  const pair = z
    .string()
    .transform((text) => text.split('='))
    .pipe(
      z.tuple([RegionSchema, z.url({ protocol: /^https?$/ })], {
        error: 'must be region=URL pairs, separated by commas',
      }),
    )
  return list(pair).transform((pairs) => Object.fromEntries(pairs) as Partial<Record<Region, string>>)
}

function masterKey() {
  return z
    .string()
    .transform((text) => Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? 'hex' : 'base64'))
    .refine((bytes) => bytes.length === 32, 'must be 32 bytes as base64 or hex')
    .transform((bytes) => new Uint8Array(bytes))
}

// Compose files pass an unset variable as an empty one.
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function badVariable(issues: z.core.$ZodIssue[]): UserError {
  const issue = issues[0]
  return badSetting(String(issue?.path[0] ?? 'environment'), sentenceOf(issue))
}

function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  return issue?.message ?? 'is not valid'
}

function badSetting(variable: string, problem: string): UserError {
  return new UserError('bad_setting', `${variable} ${problem}`, variable)
}
