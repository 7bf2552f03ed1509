import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject, onTestFinished } from 'vitest'
import { templateDatabase } from './postgres-setup.ts'

export interface TestDatabase {
  /** Owner URL: what a service's pools connect with. */
  url: string
  /** As the superuser, for looking behind the functions. */
  sql: postgres.Sql
  drop(): Promise<void>
}

/** A fresh migrated database, with partitions from yesterday to two days ahead. Call `drop` in afterAll. */
export async function createDatabase(): Promise<TestDatabase> {
  return databaseFrom(templateDatabase)
}

/** A database without anything of ours. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return databaseFrom('template1')
}

/** A fresh migrated database for one test; gone with it. */
export async function aDatabase(): Promise<TestDatabase> {
  const database = await createDatabase()
  onTestFinished(() => database.drop())
  return database
}

async function databaseFrom(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin((sql) => sql`create database ${sql(name)} template ${sql(template)}`)
  const url = `${inject('postgresUrl')}${name}`
  const sql = postgres(url, { max: 4, onnotice: () => undefined })
  return {
    url,
    sql,
    drop: async () => {
      await sql.end({ timeout: 1 })
      await asAdmin((admin) => admin`drop database ${admin(name)} with (force)`)
    },
  }
}

async function asAdmin(work: (sql: postgres.Sql) => postgres.PendingQuery<postgres.Row[]>): Promise<void> {
  const sql = postgres(`${inject('postgresUrl')}postgres`, { max: 1, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
