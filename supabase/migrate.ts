import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { UserError } from '../core/errors.ts'

export interface MigrateOptions {
  now: Date
  /** Day partitions made beyond today. */
  daysAhead?: number
  log?: (line: string) => void
}

interface Migration {
  version: string
  name: string
  text: string
}

interface Applied {
  version: string
  statements: string[] | null
}

const folder = import.meta.dirname

/** Brings any Postgres from 15 on to this version: roles, migrations, partitions. One runner at a time; twice is harmless. */
export async function migrate(url: string, options: MigrateOptions): Promise<{ applied: string[] }> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await refuseOldPostgres(sql)
    await sql`select pg_advisory_lock(hashtextextended('tracklayer migrate', 0))`
    await makeRoles(sql)
    const applied = await applyPending(sql, options.log ?? (() => undefined))
    await ensurePartitions(sql, options)
    return { applied }
  } finally {
    await sql.end()
  }
}

async function refuseOldPostgres(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::integer as version`
  const major = Math.floor((row?.version ?? 0) / 10_000)
  if (major < 15) throw new UserError('postgres_too_old', `TrackLayer needs Postgres 15 or newer, this is ${major}.`)
}

const roleTries = 5

/** Roles are of the cluster: two databases set up at once may write the same catalog row. */
async function makeRoles(sql: postgres.Sql): Promise<void> {
  const text = readFileSync(join(folder, 'roles.sql'), 'utf8')
  for (let attempt = 1; ; attempt++) {
    try {
      await sql.unsafe(text)
      return
    } catch (error) {
      if (attempt === roleTries || !/concurrently/.test(String(error))) throw rolesRefused(error)
    }
  }
}

function rolesRefused(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError) || error.code !== '42501') return error
  return new UserError(
    'roles_refused',
    `The database user may not make or use the roles of TrackLayer: ${error.message}`,
  )
}

async function applyPending(sql: postgres.Sql, log: (line: string) => void): Promise<string[]> {
  const migrations = readMigrations()
  const done = await readApplied(sql)
  refuseUnknown(migrations, done)
  const pending = migrations.filter(({ version }) => !done.has(version))
  for (const migration of pending) {
    await applyOne(sql, migration)
    log(`applied ${migration.version}_${migration.name}`)
  }
  return pending.map(({ version }) => version)
}

function readMigrations(): Migration[] {
  const files = readdirSync(join(folder, 'migrations')).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file) => {
    const [, version = '', name = ''] = /^(\d{14})_(.+)\.sql$/.exec(file) ?? []
    return { version, name, text: readFileSync(join(folder, 'migrations', file), 'utf8') }
  })
}

/** The table of the Supabase CLI, so that `supabase migration list` and `db push` agree with us. */
async function readApplied(sql: postgres.Sql): Promise<Map<string, Applied>> {
  await sql`create schema if not exists supabase_migrations`
  await sql`create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key, statements text[], name text
  )`
  const rows = await sql<Applied[]>`select version, statements from supabase_migrations.schema_migrations`
  return new Map(rows.map((row) => [row.version, row]))
}

function refuseUnknown(migrations: Migration[], done: Map<string, Applied>): void {
  const ours = new Map(migrations.map((migration) => [migration.version, migration]))
  for (const { version, statements } of done.values()) {
    const migration = ours.get(version)
    if (!migration) {
      throw new UserError(
        'unknown_migration',
        `The database has migration ${version}, which this version of TrackLayer does not know: start a newer one.`,
      )
    }
    if (statements && bare(statements.join('')) !== bare(migration.text)) {
      throw new UserError(
        'changed_migration',
        `Migration ${version}_${migration.name} differs from what was applied to the database: restore the file and add a new one.`,
      )
    }
  }
}

/** The CLI stores a file split into statements: only what is left of both is comparable. */
function bare(text: string): string {
  return text.replace(/--.*$/gm, '').replace(/[\s;]/g, '')
}

async function applyOne(sql: postgres.Sql, { version, name, text }: Migration): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe(text)
    await transaction`
      insert into supabase_migrations.schema_migrations (version, name, statements) values (${version}, ${name}, ${[text]})
    `
  })
}

async function ensurePartitions(sql: postgres.Sql, { now, daysAhead = 14 }: MigrateOptions): Promise<void> {
  const today = now.toISOString().slice(0, 10)
  await sql`set role tl_maintainer`
  await sql`select api.ensure_partitions(${today}::date, ${daysAhead})`
  await sql`reset role`
}
