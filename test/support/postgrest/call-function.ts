import postgres from 'postgres'
import { type Bearer, type Reply, refusal } from './bearer.ts'

export interface Call extends Bearer {
  schema: string
  name: string
  body: string
}

interface Parameter {
  name: string
  type: string
}

/** As PostgREST's authenticator may: exactly the roles it was granted. */
const grantedRoles = ['anon', 'authenticated', 'tl_ingest', 'tl_reader', 'tl_worker', 'tl_control', 'tl_maintainer']
const exposedSchemas = ['public', 'api']

export async function callFunction(sql: postgres.Sql, call: Call): Promise<Reply> {
  if (!exposedSchemas.includes(call.schema)) {
    return refusal(406, 'PGRST106', `Invalid schema: ${call.schema}`)
  }
  const given = parsed(call.body)
  if (given === null) return refusal(400, 'PGRST102', 'Empty or invalid json')
  const parameters = await parametersOf(sql, call)
  const isKnown = parameters !== null && sameNames(parameters, Object.keys(given))
  if (!isKnown) {
    return refusal(404, 'PGRST202', `Could not find the function ${call.schema}.${call.name} in the schema cache`)
  }
  try {
    return { status: 200, body: JSON.stringify(await run(sql, call, boundTo(parameters, given))) }
  } catch (error) {
    return replyTo(error, call.authenticated)
  }
}

type Bound = [Parameter, unknown]

function run(sql: postgres.Sql, call: Call, bound: Bound[]): Promise<unknown> {
  return sql.begin(async (transaction) => {
    await transaction`set local role ${transaction(call.role)}`
    if (!grantedRoles.includes(call.role)) throw new NotGranted()
    await transaction`select set_config('request.jwt.claims', ${JSON.stringify(call.claims)}, true)`
    const list = parameterList(transaction, bound)
    const [row] = await transaction`
      select ${transaction(call.schema)}.${transaction(call.name)}(${list}) as answer
    `
    return row?.answer ?? null
  })
}

class NotGranted extends Error {}

function parameterList(sql: postgres.TransactionSql, bound: Bound[]) {
  const parts = bound.map(([{ name, type }, value]) => sql`${sql(name)} => ${asParameter(sql, type, value)}`)
  return parts.length === 0 ? sql`` : parts.reduce((list, part) => sql`${list}, ${part}`)
}

/** Everything goes as text for Postgres to read, but for JSON, which must not be read twice. */
function asParameter(sql: postgres.TransactionSql, type: string, value: unknown) {
  if (type.startsWith('json')) return sql.json(value as postgres.JSONValue)
  if (Array.isArray(value)) return `{${value.join(',')}}`
  return value === null ? null : String(value)
}

async function parametersOf(sql: postgres.Sql, { schema, name }: Call): Promise<Parameter[] | null> {
  const found = await sql<{ parameters: Parameter[] }[]>`
    select coalesce((
      select json_agg(json_build_object('name', p.proargnames[position], 'type', format_type(type, null)) order by position)
      from unnest(p.proargtypes::oid[]) with ordinality as arguments(type, position)
    ), '[]') as parameters
    from pg_proc as p
    where p.pronamespace = to_regnamespace(${schema}) and p.proname = ${name}
  `
  return found[0]?.parameters ?? null
}

function sameNames(parameters: Parameter[], given: string[]): boolean {
  return parameters.length === given.length && parameters.every(({ name }) => given.includes(name))
}

function boundTo(parameters: Parameter[], given: Record<string, unknown>): Bound[] {
  return parameters.map((parameter) => [parameter, given[parameter.name]])
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function replyTo(error: unknown, authenticated: boolean): Reply {
  if (error instanceof NotGranted) return refusal(authenticated ? 403 : 401, '42501', 'permission denied to set role')
  if (!(error instanceof postgres.PostgresError)) return refusal(503, 'PGRST001', 'Database connection error')
  const { code, message, detail, hint } = error
  const body = JSON.stringify({ code, message, details: detail ?? null, hint: hint ?? null })
  return { status: statusOf(code, authenticated), body }
}

/** The table "HTTP Status Codes" of PostgREST's reference, first match. */
const statuses: [RegExp, number][] = [
  [/^08/, 503],
  [/^0[LP]/, 403],
  [/^2350[35]$/, 409],
  [/^25006$/, 405],
  [/^28/, 403],
  [/^(53400|40|54|55|09|25|2D|38|39|3B|58|F0|HV|42P17)/, 500],
  [/^(53|57P01)/, 503],
  [/^57/, 500],
  [/^P0001$/, 400],
  [/^P0/, 500],
  [/^(42883|42P01)$/, 404],
]

function statusOf(code: string, authenticated: boolean): number {
  if (code === '42501') return authenticated ? 403 : 401
  return statuses.find(([codes]) => codes.test(code))?.[1] ?? 400
}
