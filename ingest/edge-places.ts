import { z } from 'zod'
import { type Region, regions } from '../core/config.ts'
import { UserError } from '../core/errors.ts'

/** Where a database is reached: by the driver over TCP (also Hyperdrive), or by supabase-js over HTTP. */
export type Place =
  | { kind: 'postgres'; url: string }
  | { kind: 'supabase'; url: string; apiKey: string; jwtSecret: string }

export type Binding = (name: string) => unknown

/** CONTROL_… and one pair or trio of bindings a region: `…_DATABASE_URL`, or `…_SUPABASE_URL`, `_KEY` and `_JWT_SECRET`. */
export function placesFrom(binding: Binding): { control: Place; regions: Partial<Record<Region, Place>> } {
  const control = placeFrom('CONTROL', binding)
  if (control === null) throw badBinding('CONTROL_DATABASE_URL', 'is missing, and CONTROL_SUPABASE_URL is, too')
  const served = regions.flatMap((region) => {
    const place = placeFrom(region.toUpperCase().replaceAll('-', '_'), binding)
    return place === null ? [] : [[region, place]]
  })
  if (served.length === 0) throw badBinding('EU_CENTRAL_1_DATABASE_URL', 'is missing, and so is every other region')
  return { control, regions: Object.fromEntries(served) }
}

function placeFrom(prefix: string, binding: Binding): Place | null {
  const ask = <Value>(name: string, shape: z.ZodType<Value>): Value => {
    const parsed = shape.safeParse(binding(`${prefix}_${name}`))
    if (parsed.success) return parsed.data
    throw badBinding(`${prefix}_${name}`, parsed.error.issues[0]?.message ?? 'is not valid')
  }
  const database = ask('DATABASE_URL', Database.optional())
  const url = ask('SUPABASE_URL', z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional())
  if (database !== undefined && url !== undefined) {
    throw badBinding(`${prefix}_SUPABASE_URL`, `is set beside ${prefix}_DATABASE_URL: choose one`)
  }
  if (database !== undefined) return { kind: 'postgres', url: database }
  if (url === undefined) return null
  const secret = z.string('is missing: URL, key and JWT secret go together').min(32, 'must have 32 characters or more')
  return {
    kind: 'supabase',
    url,
    apiKey: ask('SUPABASE_KEY', z.string('is missing: URL, key and JWT secret go together').min(1)),
    jwtSecret: ask('SUPABASE_JWT_SECRET', secret),
  }
}

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ })
/** A URL, or a Hyperdrive binding, which carries one. */
const Database = z.union(
  [postgresUrl, z.object({ connectionString: postgresUrl }).transform(({ connectionString }) => connectionString)],
  'must be a postgres:// URL or a Hyperdrive binding',
)

function badBinding(name: string, problem: string): UserError {
  return new UserError('bad_setting', `${name} ${problem}`, name)
}
