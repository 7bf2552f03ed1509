import { z } from 'zod'
import { Region, regions } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import { type LogLevel, logLevels } from './console-log.ts'
import type { GeoHeaders } from './ports.ts'

/** What the Worker's bindings say. The names are those of the Node process; see docs/adr/0030. */
export interface EdgeSettings {
  control: string
  databases: Partial<Record<Region, string>>
  regionHosts: Partial<Record<Region, string>>
  masterKey: Uint8Array
  upstash: { url: string; token: string } | null
  /** How old keys and configuration may get in an isolate: a revoked key is refused within it. */
  configSecondsMax: number
  /** Where the platform writes the client's address. */
  addressHeader: string
  /** Headers that whatever stands before the Worker always overwrites; null = Cloudflare's own `request.cf` only. */
  geoHeaders: GeoHeaders | null
  logLevel: LogLevel
}

/** A bad binding names itself; a value is never repeated. */
export function parseEdgeSettings(bindings: unknown): EdgeSettings {
  const parsed = Bindings.safeParse(bindings)
  if (parsed.success) return settingsFrom(parsed.data)
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0] ?? 'bindings')
  throw new UserError('bad_setting', `${name} ${issue?.message ?? 'is not valid'}`, name)
}

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
/** A URL, or a Hyperdrive binding, which carries one. */
const Database = z.union(
  [postgresUrl, z.object({ connectionString: postgresUrl }).transform((at) => at.connectionString)],
  {
    error: 'must be a postgres:// URL or a Hyperdrive binding',
  },
)
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
  .toLowerCase()

const Bindings = z
  .object({
    CONTROL_DATABASE_URL: Database,
    EU_CENTRAL_1_DATABASE_URL: Database.optional(),
    US_EAST_1_DATABASE_URL: Database.optional(),
    TRACKLAYER_REGION_HOSTS: regionHosts().default({}),
    TRACKLAYER_MASTER_KEY: masterKey(),
    UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
    TRACKLAYER_CONFIG_SECONDS: z.coerce.number().positive().max(60, 'must be at most 60').default(30),
    TRACKLAYER_ADDRESS_HEADER: headerName.default('cf-connecting-ip'),
    TRACKLAYER_GEO_COUNTRY_HEADER: headerName.optional(),
    TRACKLAYER_GEO_REGION_HEADER: headerName.optional(),
    LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  })
  .superRefine((bindings, context) => {
    const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = bindings
    if ((url === undefined) !== (token === undefined)) {
      const path = [url === undefined ? 'UPSTASH_REDIS_REST_URL' : 'UPSTASH_REDIS_REST_TOKEN']
      context.addIssue({ code: 'custom', path, message: 'is missing: the Upstash URL and token go together' })
    }
    if (regions.every((region) => bindings[databaseBinding(region)] === undefined)) {
      context.addIssue({ code: 'custom', path: [databaseBinding(regions[0])], message: 'or another region is needed' })
    }
  })
type Bindings = z.infer<typeof Bindings>

function settingsFrom(bindings: Bindings): EdgeSettings {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = bindings
  const databases = regions.flatMap((region) => {
    const database = bindings[databaseBinding(region)]
    return database === undefined ? [] : [[region, database]]
  })
  return {
    control: bindings.CONTROL_DATABASE_URL,
    databases: Object.fromEntries(databases),
    regionHosts: bindings.TRACKLAYER_REGION_HOSTS,
    masterKey: bindings.TRACKLAYER_MASTER_KEY,
    upstash: url === undefined || token === undefined ? null : { url, token },
    configSecondsMax: bindings.TRACKLAYER_CONFIG_SECONDS,
    addressHeader: bindings.TRACKLAYER_ADDRESS_HEADER,
    geoHeaders: geoHeadersFrom(bindings),
    logLevel: bindings.LOG_LEVEL,
  }
}

function geoHeadersFrom(bindings: Bindings): GeoHeaders | null {
  const { TRACKLAYER_GEO_COUNTRY_HEADER: country, TRACKLAYER_GEO_REGION_HEADER: region } = bindings
  return country === undefined ? null : { country, region: region ?? noHeader }
}

/** No request has it: a country without a region is what it is. */
const noHeader = 'x-tracklayer-no-region'

function databaseBinding(region: Region) {
  return region === 'eu-central-1' ? 'EU_CENTRAL_1_DATABASE_URL' : 'US_EAST_1_DATABASE_URL'
}

function regionHosts() {
  const pair = z.tuple([Region, z.url({ protocol: /^https?$/ })])
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim().split('=')))
    .pipe(z.array(pair, 'must be region=URL pairs, separated by commas'))
    .transform((pairs) => Object.fromEntries(pairs) as Partial<Record<Region, string>>)
}

function masterKey() {
  return z
    .string('is required: 32 bytes as base64 or hex')
    .transform((text) => new Uint8Array(Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? 'hex' : 'base64')))
    .refine((bytes) => bytes.length === 32, 'must be 32 bytes as base64 or hex')
}
