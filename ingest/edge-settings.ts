import { z } from 'zod'
import { Region } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import { type LogLevel, logLevels } from './console-log.ts'
import { type Place, placesFrom } from './edge-places.ts'
import type { GeoHeaders } from './ports.ts'

/** What the Worker's bindings say. The names are those of the Node process; see docs/edge.md. */
export interface EdgeSettings {
  control: Place
  /** Served here; at least one. */
  regions: Partial<Record<Region, Place>>
  regionHosts: Partial<Record<Region, string>>
  masterKey: Uint8Array
  upstash: { url: string; token: string } | null
  /** How old keys and configuration may get in an isolate: a revoked key is refused within it. */
  configSecondsMax: number
  /** Where the platform writes the client's address. */
  addressHeader: string
  /** Headers that whatever stands before the Worker always overwrites; null = only Cloudflare's own `request.cf`. */
  geoHeaders: GeoHeaders | null
  logLevel: LogLevel
}

/** A bad binding names itself; a value is never repeated. */
export function parseEdgeSettings(bindings: Record<string, unknown>): EdgeSettings {
  const parsed = Bindings.safeParse(bindings)
  if (!parsed.success) throw badBinding(parsed.error.issues[0])
  const { data } = parsed
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = data
  const { TRACKLAYER_GEO_COUNTRY_HEADER: country, TRACKLAYER_GEO_REGION_HEADER: region } = data
  return {
    ...placesFrom((name) => bindings[name]),
    regionHosts: data.TRACKLAYER_REGION_HOSTS,
    masterKey: data.TRACKLAYER_MASTER_KEY,
    upstash: url === undefined || token === undefined ? null : { url, token },
    configSecondsMax: data.TRACKLAYER_CONFIG_SECONDS,
    addressHeader: data.TRACKLAYER_ADDRESS_HEADER,
    geoHeaders: country === undefined || region === undefined ? null : { country, region },
    logLevel: data.LOG_LEVEL,
  }
}

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
  .toLowerCase()

const Bindings = z
  .object({
    TRACKLAYER_MASTER_KEY: masterKey(),
    TRACKLAYER_REGION_HOSTS: regionHosts().default({}),
    UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
    TRACKLAYER_CONFIG_SECONDS: z.coerce.number('must be a number').positive().max(60, 'must be at most 60').default(30),
    TRACKLAYER_ADDRESS_HEADER: headerName.default('cf-connecting-ip'),
    TRACKLAYER_GEO_COUNTRY_HEADER: headerName.optional(),
    TRACKLAYER_GEO_REGION_HEADER: headerName.optional(),
    LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  })
  .superRefine((bindings, context) => {
    for (const [one, other] of together) {
      if ((bindings[one] === undefined) === (bindings[other] === undefined)) continue
      const [missing, present] = bindings[one] === undefined ? [one, other] : [other, one]
      context.addIssue({ code: 'custom', path: [missing], message: `is missing: it goes together with ${present}` })
    }
  })

const together = [
  ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  ['TRACKLAYER_GEO_COUNTRY_HEADER', 'TRACKLAYER_GEO_REGION_HEADER'],
] as const

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
    .string('is missing: 32 bytes as base64 or hex')
    .transform((text) => new Uint8Array(Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? 'hex' : 'base64')))
    .refine((bytes) => bytes.length === 32, 'must be 32 bytes as base64 or hex')
}

function badBinding(issue: z.core.$ZodIssue | undefined): UserError {
  const name = String(issue?.path[0] ?? 'bindings')
  return new UserError('bad_setting', `${name} ${issue?.message ?? 'is not valid'}`, name)
}
